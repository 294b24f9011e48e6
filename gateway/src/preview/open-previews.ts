/**
 * Which previews are open, as the releases service says: processes of the services they show run as long, and their people are sent
 * there. The token says what is in a preview; this says that it has not been ended.
 */
import { z } from 'zod';
import type { DocumentSource } from '@tessera/live/hub';
import type { Logger } from 'pino';
import { followDocuments } from '../composition/follow-documents.ts';

const previewSchema = z.object({
  id: z.string(),
  services: z.array(z.object({ module: z.string(), version: z.string(), digest: z.string() })),
  expires: z.string(),
  ended: z.boolean(),
});
const documentSchema = z.object({ previews: z.array(previewSchema) });

export type OpenPreview = z.infer<typeof previewSchema>;

export interface OpenPreviews {
  readonly all: readonly OpenPreview[];
  /** `unknown`: the releases service has not said anything about it (yet). */
  standing(id: string): 'open' | 'over' | 'unknown';
  close(): Promise<void>;
}

export interface OpenPreviewsOptions {
  readonly releases: DocumentSource | undefined;
  readonly environment: string;
  readonly log: Logger;
  readonly now: () => number;
  /** Called when one was opened or ended, or has expired. */
  readonly onChange: () => void;
}

/** Timers hold 2³¹ ms at most. */
const longestMs = 2_000_000_000;

export function createOpenPreviews(options: OpenPreviewsOptions): OpenPreviews {
  const { releases, environment, log, now, onChange } = options;
  const stop = new AbortController();
  let known: readonly OpenPreview[] = [];
  let timer: NodeJS.Timeout | undefined;

  const isOpen = ({ expires, ended }: OpenPreview): boolean => !ended && Date.parse(expires) > now();

  /** What expires next is over then, without anybody's saying so. */
  function changed(): void {
    clearTimeout(timer);
    const next = Math.min(...known.filter(isOpen).map(({ expires }) => Date.parse(expires) - now()));
    if (next < Infinity) timer = setTimeout(changed, Math.min(next + 1, longestMs)).unref();
    onChange();
  }

  const following =
    releases === undefined
      ? Promise.resolve()
      : followDocuments({
          source: releases,
          field: 'previews',
          args: { environment },
          what: 'previews cannot be followed; those that are known stay open',
          log,
          signal: stop.signal,
          onDocuments(documents) {
            const document = documentSchema.safeParse(documents.get(environment) ?? { previews: [] });
            if (!document.success) return log.error({ err: document.error }, 'previews cannot be read');
            known = document.data.previews;
            changed();
          },
        });

  return {
    get all() {
      return known.filter(isOpen);
    },
    standing(id) {
      const found = known.find((each) => each.id === id);
      if (found === undefined) return 'unknown';
      return isOpen(found) ? 'open' : 'over';
    },
    async close() {
      stop.abort();
      clearTimeout(timer);
      await following;
    },
  };
}
