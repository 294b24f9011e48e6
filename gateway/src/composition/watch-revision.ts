/**
 * Hears from the releases service which composition of an environment is the newest: its revision, and nothing else. What
 * is in it is taken from the signed file alone; this only says when to look.
 */
import type { DocumentSource } from '@tessera/live/hub';
import type { Logger } from 'pino';
import { followDocuments } from './follow-documents.ts';

export interface WatchOptions {
  readonly releases: DocumentSource;
  readonly environment: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Called with the newest revision there is, each time it changes. */
  onRevision(revision: string): void;
  /** Called when the source is reached, and when it is lost. */
  onSource(up: boolean): void;
}

/** Resolves when the signal aborts. */
export function watchRevision({ releases, environment, onRevision, ...more }: WatchOptions): Promise<void> {
  return followDocuments({
    ...more,
    source: releases,
    field: 'composition',
    args: { environment },
    what: 'the composition cannot be followed; what is live stays as it is',
    // Every row carries the composition's revision; the last module's leaving is known by its position only.
    onDocuments(rows, cursor) {
      const [first] = rows.values();
      onRevision((first?.['revision'] as string | undefined) ?? cursor);
    },
  });
}
