/**
 * Signs what is live. It follows the service's own documents, so that every replica signs what it has folded: there is no
 * owner to wait for when one dies, and a composition that was recorded but not signed when a process ended is signed by the
 * next. Repeating is harmless: a composition that is signed already is left as it is, and the pointer never goes back.
 */
import { liveRowSchema } from '@tessera/contracts';
import { readSigningKey, signComposition, verifyComposition } from '@tessera/contracts/signed';
import { decodeCursor } from '@tessera/event-log';
import type { ServiceHost } from '@tessera/service-kit/node';
import type { LiveModuleDocument } from '../src/projections/composition.ts';
import type { CompositionFiles } from './composition-files.ts';

export interface SigningOptions {
  readonly runtime: Pick<ServiceHost['runtime'], 'documents' | 'onFlushed' | 'onSwapped' | 'cursor' | 'whenCaughtUp'>;
  readonly files: CompositionFiles;
  /** The text of the private key (JWK); read again for each composition, so that keys can be exchanged. */
  readonly readKey: () => Promise<string>;
  readonly logger: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  /** ISO 8601. */
  readonly now: () => string;
  /** @default 1 s */
  readonly retryMs?: number;
  /** How often the key is looked at: another one signs what is live anew. @default 2 s */
  readonly keyEveryMs?: number;
}

export interface Signing {
  /** Resolves when everything that has been folded by now is signed. */
  whenSigned(): Promise<void>;
  /** Finishes what it is at. */
  close(): Promise<void>;
}

export function signCompositions(options: SigningOptions): Signing {
  const { runtime, files, readKey, logger, now, retryMs = 1_000, keyEveryMs = 2_000 } = options;
  const waiting = new Set<string>();
  let closed = false;
  let signedWith: string | undefined;
  let retry: NodeJS.Timeout | undefined;
  let working: Promise<void> = runtime.whenCaughtUp.then(all).catch(later);

  const stops = [
    runtime.onFlushed(({ changes }) => {
      const touched = changes.filter(({ projection }) => projection === 'composition');
      for (const { was, now: document } of touched)
        for (const environment of [was, document?.partition]) if (environment) waiting.add(environment);
      if (touched.length > 0) work();
    }),
    // Folded anew: the same rows, unless the fold has changed.
    runtime.onSwapped(() => {
      for (const { environment } of rows()) waiting.add(environment);
      work();
    }),
  ];

  const watchKey = setInterval(() => {
    const known = signedWith;
    if (known === undefined) return;
    void readKey()
      .then((key) => {
        if (key !== known && !closed) working = working.then(all).catch(later);
      })
      .catch(() => undefined); // It is read again, and complained about, when something is to be signed.
  }, keyEveryMs);
  watchKey.unref();

  function rows(partition = '*'): LiveModuleDocument[] {
    const answer = runtime.documents({ projection: 'composition', partition });
    return (answer?.documents ?? []).map(([, document]) => document as LiveModuleDocument);
  }

  /** What is live, and what was: an environment whose last module has gone has no row left. */
  async function all(): Promise<void> {
    for (const { environment } of rows()) waiting.add(environment);
    for (const environment of await files.environments()) waiting.add(environment);
    await signWaiting();
  }

  function work(): void {
    working = working.then(signWaiting).catch(later);
  }

  function later(error: unknown): void {
    logger.error({ err: error }, 'a composition could not be signed; it is tried again');
    if (closed) return;
    clearTimeout(retry);
    retry = setTimeout(() => {
      working = working.then(all).catch(later);
    }, retryMs);
  }

  async function signWaiting(): Promise<void> {
    for (const environment of waiting) {
      if (closed) return;
      // Before, not after: what is recorded while this is signed waits anew.
      waiting.delete(environment);
      await sign(environment);
    }
  }

  async function sign(environment: string): Promise<void> {
    signedWith = await readKey();
    const key = await readSigningKey(signedWith);
    const documents = rows(environment);
    // Every row carries the composition's revision; without any, what was folded is all there is to name.
    const revision = documents[0]?.revision ?? runtime.cursor;
    const there = await files.current(environment);
    // Signed by another key, or altered, it is none: ours takes its place.
    const signed = there && (await verifyComposition(there.text, key.verifies, environment).catch(() => undefined));
    if (signed?.rows.length === 0 && documents.length === 0) return;
    if (signed !== undefined && !isNewer(revision, signed.revision)) return;
    const composition = {
      environment,
      revision,
      issued: now(),
      rows: documents.map((row) => liveRowSchema.parse(row)),
    };
    await files.add(environment, revision, await signComposition(composition, key));
    logger.info({ environment, revision, kid: key.kid, rows: documents.length }, 'a composition was signed');
  }

  return {
    whenSigned: () => working,
    async close() {
      closed = true;
      for (const stop of stops) stop();
      clearTimeout(retry);
      clearInterval(watchKey);
      await working;
    },
  };
}

/** Of two logs ours is the one that counts. */
function isNewer(revision: string, there: string): boolean {
  const [ours, theirs] = [decodeCursor(revision), decodeCursor(there)];
  if (ours === undefined || theirs === undefined || ours.epoch !== theirs.epoch) return true;
  return ours.position > theirs.position;
}
