/** Apps beside each other on one page: slots and their fillings, paths, command ids. */
import type { JsonSchema } from '../../json-schema/json-schema.ts';
import { uncovered } from '../../json-schema/uncovered.ts';
import type { RefusalCode } from '../codes.ts';
import type { Finding } from '../finding.ts';
import type { LiveRelease } from '../live-set.ts';

type AppLive = Extract<LiveRelease, { readonly kind: 'app' }>;

const inApp = [{ file: 'src/app.ts', line: 1 }];

/** A filling against the app that owns the slot. Nothing to say while that app is not live at all. */
export function slotFindings(owner: AppLive, filler: AppLive): Finding[] {
  const findings: Finding[] = [];
  const { offers, gives = {} } = owner.contract.contributions.slots;
  const { fills, needs = {} } = filler.contract.contributions.slots;
  const report = (code: RefusalCode, subject: string, message: string) =>
    void findings.push({ code, consumer: filler, provider: owner, subject, message, places: inApp });
  for (const slot of fills) {
    if (!slot.startsWith(`${owner.module}/`)) continue;
    if (!offers.includes(slot)) {
      report('SLOT_MISSING', slot, `is not offered${offers.length === 0 ? '' : `; offered are ${offers.join(', ')}`}`);
      continue;
    }
    const [given, needed] = [gives[slot], needs[slot]];
    if (given === undefined || needed === undefined) continue;
    for (const { path, reason } of uncovered(closed(given), needed))
      report('SLOT_PROPS', [slot, path].filter(Boolean).join(' '), reason);
  }
  return findings;
}

/** Two apps that claim the same thing; the candidate is the provider. */
export function claimFindings(candidate: AppLive, other: AppLive): Finding[] {
  const mine = candidate.contract.contributions;
  const theirs = other.contract.contributions;
  const paths = new Map(theirs.routes.map(({ path }) => [shapeOf(path), path]));
  const ids = new Set(theirs.commands.map(({ id }) => id));
  const both = { consumer: other, provider: candidate, places: inApp };
  return [
    ...mine.routes.flatMap(({ path }): Finding[] => {
      const taken = paths.get(shapeOf(path));
      if (taken === undefined) return [];
      const message = `is claimed by both${taken === path ? '' : `, there as ${taken}`}`;
      return [{ ...both, code: 'ROUTE_TAKEN', subject: path, message }];
    }),
    ...mine.commands.flatMap(({ id }): Finding[] =>
      ids.has(id) ? [{ ...both, code: 'COMMAND_TAKEN', subject: id, message: 'is a command of both' }] : [],
    ),
  ];
}

/** `/orders/$orderId` and `/orders/$id` are the same place; `/orders/new` is a more exact one. */
function shapeOf(path: string): string {
  return path
    .split('/')
    .map((part) => (part.startsWith('$') ? '$' : part))
    .join('/')
    .replace(/(.)\/$/, '$1');
}

/** A slot hands over what it declares and nothing else, unless it says so. */
function closed(schema: JsonSchema): JsonSchema {
  return typeof schema === 'object' && schema.additionalProperties === undefined
    ? { ...schema, additionalProperties: false }
    : schema;
}
