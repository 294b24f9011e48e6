/** What a replica says of the views that another one may start from. */
import type { Position } from '@tessera/event-log';
import { z } from 'zod';
import type { ProjectionShape } from '../../core/read-store/read-store.ts';

const texts = z.record(z.string(), z.string());
const viewSchema = z.object({
  name: z.string(),
  rebuilt: z.int(),
  clean: z.int(),
  position: z.int(),
  shape: z.object({
    name: z.string(),
    generation: z.string(),
    indexes: z.array(z.string()),
    partitioned: z.boolean(),
    searchable: z.boolean(),
    reading: z.object({ partition: z.string(), search: z.string(), indexes: texts, fields: texts }),
  }),
});

/** `GET /admin/copy`; `?view=<name>` answers the file itself. */
export const copyListSchema = z.object({
  service: z.string(),
  /** Of the log. */
  epoch: z.string(),
  /** The vault with whose keys personal data was opened. */
  keys: z.string(),
  views: z.array(viewSchema),
});

export interface CopiedView {
  readonly name: string;
  /** See `ViewEntry`. */
  readonly rebuilt: number;
  readonly clean: Position;
  readonly position: Position;
  readonly shape: ProjectionShape;
}

export interface CopyList {
  readonly service: string;
  readonly epoch: string;
  readonly keys: string;
  readonly views: readonly CopiedView[];
}
