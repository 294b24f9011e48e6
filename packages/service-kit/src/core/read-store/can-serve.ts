/**
 * Whether documents of a former fold can be shown while those of the present one are made. They are read by the present
 * code: it must not ask for what they do not have (I5: nothing is better than something that looks empty).
 */
import type { ProjectionShape } from './read-store.ts';

export function canServe(former: ProjectionShape, { reading }: ProjectionShape): boolean {
  const was = former.reading;
  // Partitions decide who may see what; another rule would show nothing, or the wrong thing.
  if (was.partition !== reading.partition) return false;
  if (reading.search !== '' && was.search !== reading.search) return false;
  const indexes = Object.entries(reading.indexes);
  if (indexes.some(([index, text]) => was.indexes[index] !== text)) return false;
  return Object.entries(reading.fields).every(([field, type]) => {
    const known = was.fields[field];
    // A new field that may be null is null meanwhile.
    return known === undefined ? !type.endsWith('!') : known === type;
  });
}
