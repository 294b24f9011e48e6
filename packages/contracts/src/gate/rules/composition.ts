/** Two service releases in one graph: what they both name must mean the same. */
import type { FieldDef, TypeDef } from '../../graph/service-graph.ts';
import { isRequired } from '../../graph/service-graph.ts';
import type { RefusalCode } from '../codes.ts';
import type { Finding } from '../finding.ts';
import type { ServiceRelease } from '../operations/services.ts';

const roots = new Set(['Query', 'Mutation', 'Subscription']);

/** Findings of a candidate (the provider here: it comes into a graph that holds the other). */
export function compositionFindings(candidate: ServiceRelease, other: ServiceRelease): Finding[] {
  const findings: Finding[] = [];
  const report = (code: RefusalCode, subject: string, message: string) =>
    void findings.push({ code, consumer: other.release, provider: candidate.release, subject, message, places: [] });
  for (const mine of candidate.graph.types.values()) {
    const theirs = other.graph.types.get(mine.name);
    if (theirs === undefined) continue;
    if (roots.has(mine.name)) {
      for (const field of mine.fields.keys())
        if (theirs.fields.has(field)) report('ROOT_FIELD_TAKEN', `${mine.name}.${field}`, 'is offered by both');
    } else if (mine.kind !== theirs.kind) {
      report(
        'TYPE_KIND_CONFLICT',
        mine.name,
        `is ${withArticle(mine.kind)} here and ${withArticle(theirs.kind)} there`,
      );
    } else if (mine.kind === 'input') {
      inputConflicts(mine, theirs, report);
    } else {
      fieldConflicts(mine, theirs, report);
      keyConflicts(mine, theirs, report);
    }
  }
  return findings;
}

type Report = (code: RefusalCode, subject: string, message: string) => void;

function fieldConflicts(mine: TypeDef, theirs: TypeDef, report: Report): void {
  for (const [name, here] of mine.fields) {
    const there = theirs.fields.get(name);
    if (there === undefined) continue;
    const subject = `${mine.name}.${name}`;
    if (here.type !== there.type)
      report('FIELD_TYPE_CONFLICT', subject, `is ${here.type} here and ${there.type} there`);
    for (const difference of argumentConflicts(here, there)) report('FIELD_TYPE_CONFLICT', subject, difference);
  }
}

function argumentConflicts(here: FieldDef, there: FieldDef): string[] {
  return [...new Set([...here.args.keys(), ...there.args.keys()])].flatMap((name) => {
    const [mine, theirs] = [here.args.get(name), there.args.get(name)];
    if (mine !== undefined && theirs !== undefined)
      return mine.type === theirs.type ? [] : [`takes ${name}: ${mine.type} here and ${name}: ${theirs.type} there`];
    const only = mine ?? theirs!;
    return isRequired(only) ? [`demands the argument "${name}" ${mine ? 'here' : 'there'} only`] : [];
  });
}

function inputConflicts(mine: TypeDef, theirs: TypeDef, report: Report): void {
  for (const name of new Set([...mine.fields.keys(), ...theirs.fields.keys()])) {
    const [here, there] = [mine.fields.get(name), theirs.fields.get(name)];
    const subject = `${mine.name}.${name}`;
    if (here !== undefined && there !== undefined) {
      if (here.type !== there.type)
        report('INPUT_TYPE_CONFLICT', subject, `is ${here.type} here and ${there.type} there`);
    } else if (isRequired(here ?? there!)) {
      report(
        'INPUT_TYPE_CONFLICT',
        subject,
        `is demanded ${here ? 'here' : 'there'} and unknown ${here ? 'there' : 'here'}`,
      );
    }
  }
}

/** Objects of a shared type travel by their key: whoever refers to one must hold what it is looked up by. */
function keyConflicts(mine: TypeDef, theirs: TypeDef, report: Report): void {
  if (mine.kind !== 'object' || mine.key.length === 0 || theirs.key.length === 0) return;
  const missing = (holder: TypeDef, lookup: TypeDef) =>
    lookup.hasEntry ? lookup.key.filter((name) => !holder.fields.has(name)) : [];
  for (const name of missing(mine, theirs))
    report('KEY_CONFLICT', `${mine.name}.${name}`, 'is the key there, and not in the type here');
  for (const name of missing(theirs, mine))
    report('KEY_CONFLICT', `${mine.name}.${name}`, 'is the key here, and not in the type there');
}

const withArticle = (kind: string): string => `${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind}`;
