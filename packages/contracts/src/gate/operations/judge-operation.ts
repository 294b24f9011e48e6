/**
 * Does one operation hold on every mix of live services?
 *
 * The walk follows an operation as stitching answers it. An object comes from one service release; a field that this
 * release has is answered by it; one that it lacks can only come from another service that knows the type by its key. So a
 * field is safe when the release has it, or when some other module has it in *all* its live releases: then no mix can
 * be without. That makes every finding one pair (app release, service release), and looking at all pairs the same as trying
 * every mix (proofs/pairwise.ts does both).
 */
import type { AppContract, PublishedOperation } from '../../contract.ts';
import type { FieldDef, TypeDef } from '../../graph/service-graph.ts';
import { outputMisfit, typeRef } from '../../graph/type-ref.ts';
import { noKnownTypes, rootTypeOf } from '../../operation/uses.ts';
import type { UsedField } from '../../operation/uses.ts';
import type { RefusalCode } from '../codes.ts';
import type { Finding } from '../finding.ts';
import type { LiveRelease } from '../live-set.ts';
import { nameOf } from '../live-set.ts';
import { canMeet } from './can-meet.ts';
import { argumentProblems } from './input-rules.ts';
import type { ServiceRelease, Services } from './services.ts';

export type AppRelease = Extract<LiveRelease, { readonly kind: 'app' | 'shell' }>;

export function judgeOperation(app: AppRelease, operation: PublishedOperation, services: Services): readonly Finding[] {
  const walk = new Walk(app, operation, services);
  for (const use of operation.uses ?? []) walk.root(use);
  return walk.findings;
}

/** One step of the walk: who is together on the page so far. */
interface Step {
  readonly mix: readonly LiveRelease[];
  /** The release that the object came from; undefined at the root. */
  readonly origin?: ServiceRelease;
}

class Walk {
  readonly findings: Finding[] = [];
  readonly #seen = new Set<string>();
  readonly #app: AppRelease;
  readonly #operation: PublishedOperation;
  readonly #services: Services;
  readonly #known: NonNullable<AppContract['types']>;
  readonly #tolerated: ReadonlySet<string>;
  readonly #isLive: boolean;

  constructor(app: AppRelease, operation: PublishedOperation, services: Services) {
    this.#app = app;
    this.#operation = operation;
    this.#services = services;
    this.#known = app.contract.types ?? noKnownTypes;
    this.#tolerated = new Set(app.contract.contributions.tolerates);
    this.#isLive = operation.kind === 'subscription';
  }

  root(use: UsedField): void {
    const type = rootTypeOf[this.#operation.kind];
    this.#demand(use, type, this.#services.offering(`${type}.${use.field}`), { mix: [this.#app] });
  }

  /** A field that any of several modules may answer: some module must always do, and each that does must do it right. */
  #demand(use: UsedField, type: string, offering: readonly ServiceRelease[], { mix, origin }: Step): void {
    const subject = `${type}.${use.field}`;
    if (offering.length === 0) {
      const wanting = origin?.release ?? { module: 'any service', version: '*' as const };
      this.#report('FIELD_MISSING', wanting, subject, 'is not offered', use);
      return;
    }
    const homes = [...new Set(offering.map((one) => one.release.module))];
    const lacking = homes.map((home) =>
      this.#services.of(home).filter((one) => !offering.includes(one) && canMeet([...mix, one.release])),
    );
    if (lacking.every((releases) => releases.length > 0) && canAllMeet(lacking, mix)) {
      for (const one of lacking.flat()) this.#report('FIELD_MISSING', one.release, subject, 'is not offered', use);
      // The release that the object came from may be the one that gave the field up, counting on the others.
      const gaveUp = origin && this.#services.of(origin.release.module).some((one) => offers(one, type, use.field));
      if (gaveUp) this.#report('FIELD_MISSING', origin.release, subject, 'is not offered', use);
    }
    for (const one of offering) {
      const together = [...mix, one.release];
      if (canMeet(together)) this.#field(use, type, one, together);
    }
  }

  #field(use: UsedField, type: string, from: ServiceRelease, mix: readonly LiveRelease[]): void {
    const subject = `${type}.${use.field}`;
    const { release, graph } = from;
    const definition = graph.types.get(type)!.fields.get(use.field)!;
    const isReadable = this.#answer(use, subject, definition, from);
    for (const { code, subject: part, message } of argumentProblems(
      subject,
      use.args ?? {},
      definition,
      graph,
      this.#known,
    ))
      this.#report(code, release, part, message, use);
    if (this.#isLive) this.#live(use, type, release);

    const named = typeRef(definition.type).named;
    const inside = graph.types.get(named);
    // Of another type than expected, everything below is missing, too; saying so would only hide the cause.
    if (inside === undefined || !isReadable) return;
    for (const child of use.select ?? []) this.#child(child, inside, from, mix);
  }

  #child(child: UsedField, inside: TypeDef, from: ServiceRelease, mix: readonly LiveRelease[]): void {
    const { release, graph } = from;
    const on = child.on ?? inside.name;
    const target = graph.types.get(on);
    if (on !== inside.name && !overlap(inside, on, target)) {
      this.#report('TYPE_IMPOSSIBLE', release, `${inside.name} as ${on}`, `cannot be ${on}`, child);
      return;
    }
    if (target?.fields.has(child.field)) {
      this.#field(child, on, from, mix);
      return;
    }
    const subject = `${on}.${child.field}`;
    if (this.#isLive) {
      const message = `is not kept by ${release.contract.service}, and a live operation may select nothing else`;
      this.#report('LIVE_FOREIGN_FIELD', release, subject, message, child);
      return;
    }
    const others = this.#services
      .offering(subject)
      .filter((one) => one.release.module !== release.module && one.answersByKey(on, target));
    this.#demand(child, on, others, { mix, origin: from });
  }

  /** The answer's type against what the app's types say. False when it is another type altogether. */
  #answer(use: UsedField, subject: string, definition: FieldDef, { release, graph }: ServiceRelease): boolean {
    const expected = typeRef(use.type);
    const type = graph.types.get(typeRef(definition.type).named);
    const misfit = outputMisfit(expected, typeRef(definition.type));
    if (misfit === 'retyped' || this.#hasOtherKind(use, type)) {
      const now = misfit === 'retyped' ? definition.type : `${definition.type} (${type?.kind ?? 'undefined'})`;
      this.#report('FIELD_RETYPED', release, subject, `is ${now}, and the app expects ${use.type}`, use);
      return false;
    }
    if (misfit === 'nullable')
      this.#report('FIELD_NULLABLE', release, subject, `is ${definition.type}, and the app expects ${use.type}`, use);
    if (type === undefined || this.#tolerated.has(type.name)) return true;
    const unknown = `may be answered by ${subject}, and the app was not built for it`;
    const { enums, abstract } = this.#known;
    for (const value of beyond(type.values, enums[type.name]))
      this.#report('ENUM_VALUE_UNKNOWN', release, `${type.name}.${value}`, unknown, use);
    for (const possible of type.kind === 'object' ? [] : beyond(type.possible, abstract[type.name]))
      this.#report('TYPE_POSSIBLE_UNKNOWN', release, `${type.name} as ${possible}`, unknown, use);
    return true;
  }

  /** The same name may have come to mean another kind of thing. */
  #hasOtherKind(use: UsedField, type: TypeDef | undefined): boolean {
    const name = typeRef(use.type).named;
    const isAbstract = type?.kind === 'interface' || type?.kind === 'union';
    const isComposite = isAbstract || type?.kind === 'object';
    if (isComposite !== (use.select !== undefined)) return true;
    if (isComposite) return isAbstract !== Object.hasOwn(this.#known.abstract, name);
    return Object.hasOwn(this.#known.enums, name) && type?.kind !== 'enum';
  }

  #live(use: UsedField, type: string, release: ServiceRelease['release']): void {
    const { live, computed } = release.contract;
    const subject = `${type}.${use.field}`;
    if (type === 'Subscription' && !Object.hasOwn(live, use.field))
      this.#report('LIVE_MISSING', release, subject, 'is not live', use);
    if (computed.includes(subject))
      this.#report('LIVE_COMPUTED', release, subject, 'is computed when asked for, and cannot be pushed', use);
  }

  #report(code: RefusalCode, provider: Finding['provider'], subject: string, message: string, use: UsedField): void {
    const { name, source } = this.#operation;
    const place = { file: use.file ?? source.file, line: use.line, operation: name };
    const id = `${code} ${subject} ${nameOf(provider)} ${place.file}:${place.line}`;
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    this.findings.push({ code, consumer: this.#app, provider, subject, message, places: [place] });
  }
}

function offers({ graph }: ServiceRelease, type: string, field: string): boolean {
  return graph.types.get(type)?.fields.has(field) ?? false;
}

/** Whether one mix can hold one release of each list: of each the freest, one that is more than a canary if there is one. */
function canAllMeet(lists: readonly (readonly ServiceRelease[])[], mix: readonly LiveRelease[]): boolean {
  const freest = lists.map((releases) => releases.find((one) => !one.isCanaryOnly) ?? releases[0]!);
  return canMeet([...mix, ...freest.map((one) => one.release)]);
}

/** Whether an object of type `inside` can be what a fragment on `on` asks for. */
function overlap(inside: TypeDef, on: string, target: TypeDef | undefined): boolean {
  if (inside.kind === 'object') return target?.possible.has(inside.name) ?? false;
  return inside.possible.has(on) || [...(target?.possible ?? [])].some((one) => inside.possible.has(one));
}

function beyond(offered: ReadonlySet<string>, known: readonly string[] | undefined): string[] {
  return known === undefined ? [] : [...offered].filter((one) => !known.includes(one));
}
