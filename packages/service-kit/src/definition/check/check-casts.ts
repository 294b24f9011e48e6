import type { JsonObject } from '@tessera/event-log';
import { z } from 'zod';
import { checkSteps, compileCast } from '../casts/compile-cast.ts';
import type { CastStep } from '../casts/cast.ts';
import { isObject } from '../casts/json-objects.ts';
import { sample, type Choose } from '../casts/sample.ts';
import type { EventDefinition, OlderVersion } from '../event.ts';
import type { ServiceDefinition } from '../service.ts';

/** How many made-up events each cast is tried on: one without what is optional, one with all of it, the rest mixed. */
const tries = 24;

const newType = 'What the steps cannot express is a new type of event, not a new version.';

/** Every former version is described, and its casts lead to data that the version they lead to accepts. */
export function checkCasts(service: ServiceDefinition): string[] {
  return Object.entries(service.events).flatMap(([type, definition]) => checkEvent(`events.${type}`, definition));
}

function checkEvent(where: string, definition: EventDefinition): string[] {
  const { version, from } = definition;
  const problems: string[] = [];
  for (let older = 1; older < version; older++) {
    if (from[older] !== undefined) continue;
    problems.push(
      `${where}: nothing says what version ${older} was like, and events of it may be in the log: ` +
        `event(${version}, …, { from: { ${older}: { schema, up: […], down: […] } } }).`,
    );
  }
  for (const [text, older] of Object.entries(from)) {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1 || number >= version) {
      problems.push(`${where}.from: ${text} is no version before ${version}.`);
      continue;
    }
    problems.push(
      ...checkVersion(`${where}.from.${number}`, number, older, from[number + 1]?.schema ?? definition.schema),
    );
  }
  return problems;
}

function checkVersion(
  where: string,
  version: number,
  { schema, up, down, examples }: OlderVersion,
  next: z.ZodType,
): string[] {
  const malformed = [
    ...checkSteps(up).map((problem) => `${where}.up: ${problem}`),
    ...checkSteps(down ?? []).map((problem) => `${where}.down: ${problem}`),
  ];
  if (malformed.length > 0) return malformed;
  const before = [...((examples ?? []) as readonly JsonObject[]), ...samplesOf(schema)];
  if (before.length === 0) {
    return [
      `${where}: no example of version ${version} could be made up from its schema to try the casts on; add some: ` +
        '{ schema, up, down, examples: [{ … }] }.',
    ];
  }
  const problems = tryCast(`${where}.up`, up, before, version, { version: version + 1, schema: next });
  if (problems.length > 0 || down === undefined) return problems;
  const after = [...before.map(compileCast(up)), ...samplesOf(next)];
  return tryCast(`${where}.down`, down, after, version + 1, { version, schema });
}

/** One sentence at most: the first event that the cast makes something wrong of. */
function tryCast(
  where: string,
  steps: readonly CastStep[],
  events: readonly JsonObject[],
  version: number,
  target: { readonly version: number; readonly schema: z.ZodType },
): string[] {
  const cast = compileCast(steps);
  for (const data of events) {
    const result = cast(data);
    const issue = target.schema.safeParse(result).error?.issues[0];
    if (issue === undefined) continue;
    const path = ['data', ...issue.path].join('.');
    return [
      `${where}: ${JSON.stringify(data)}, which version ${version} allows, becomes ${JSON.stringify(result)}, ` +
        `which version ${target.version} refuses: ${path}: ${issue.message}. ${newType}`,
    ];
  }
  return [];
}

/** Made-up data that satisfies the schema; less than asked for, or none, where the schema says what a sampler cannot know. */
function samplesOf(schema: z.ZodType): JsonObject[] {
  const json = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'output' });
  const choices: Choose[] = [() => 0, (count) => count - 1];
  for (let seed = 1; choices.length < tries; seed++) choices.push(seeded(seed));
  return choices
    .map((choose) => sample(json, choose))
    .filter((data) => schema.safeParse(data).success)
    .filter((data): data is JsonObject => isObject(data));
}

/** A small linear congruential generator (Numerical Recipes): the same definition is always checked on the same data. */
function seeded(seed: number): Choose {
  let state = seed * 2_654_435_761;
  return (count) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}
