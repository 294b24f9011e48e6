/** What may be between two modules, and how it reads and is drawn. */
import type { ReleasesDependenciesQuery } from '#graphql';

export type Graph = ReleasesDependenciesQuery['dependencies'];
export type GraphModule = Graph['modules'][number];
export type GraphEdge = Graph['edges'][number];
export type Kind = GraphEdge['kind'];

export const kinds: readonly {
  readonly id: Kind;
  readonly label: string;
  readonly one: string;
  readonly many: string;
}[] = [
  { id: 'FIELDS', label: 'Fields', one: 'field', many: 'fields' },
  { id: 'EVENTS', label: 'Events', one: 'event field', many: 'event fields' },
  { id: 'SLOTS', label: 'Slots', one: 'slot', many: 'slots' },
  { id: 'SHARED', label: 'Shared packages', one: 'package', many: 'packages' },
];

/** Every app shares the frame's packages: drawn only when asked for, since it hides all else. */
export const firstShown: readonly Kind[] = ['FIELDS', 'EVENTS', 'SLOTS'];

/** `12 fields` */
export function amount({ kind, subjects }: Pick<GraphEdge, 'kind' | 'subjects'>): string {
  const words = kinds.find(({ id }) => id === kind);
  return `${subjects} ${subjects === 1 ? (words?.one ?? 'thing') : (words?.many ?? 'things')}`;
}

/** `FIELDS,SLOTS` from the address; what it does not know is passed over. */
export function kindsOf(text: string | undefined): readonly Kind[] {
  if (text === undefined) return firstShown;
  const names = text.split(',');
  return kinds.flatMap(({ id }) => (names.includes(id) ? [id] : []));
}

/** What one module uses and who uses it. */
export function around(edges: readonly GraphEdge[], module: string) {
  return {
    uses: edges.filter(({ consumer }) => consumer === module),
    usedBy: edges.filter(({ provider }) => provider === module),
  };
}
