/**
 * Loaded into a process before its own code (`--import`): looks for a text in what the process holds, when asked over its
 * channel. The text comes as hex, so that the question is not among the answers.
 */
import { Session } from 'node:inspector';
import { writeHeapSnapshot } from 'node:v8';

/** Both collect garbage first: what is found is held by something. */
export type MemoryAnswer = {
  readonly kind: 'searched';
  /** The buffers that hold the text, each by its size. Strings are in the snapshot, which is for the asker to read. */
  readonly buffers: readonly string[];
};

export interface MemoryQuestion {
  readonly kind: 'search';
  /** Where the heap's snapshot is to be written. */
  readonly snapshot: string;
  /** The text's bytes, hex. */
  readonly hex: string;
}

if (process.send !== undefined) {
  process.on('message', (message: MemoryQuestion) => {
    if (message.kind !== 'search') return;
    void buffersWith(message.hex).then((buffers) => {
      writeHeapSnapshot(message.snapshot);
      process.send?.({ kind: 'searched', buffers } satisfies MemoryAnswer);
    });
  });
}

/** Lives in the inspected context: it may use nothing from around it. */
const count = `function (hex) {
  // Not from the pool, which is searched, too.
  const needle = Buffer.alloc(hex.length / 2);
  needle.write(hex, 'hex');
  const isOne = (one) => Object.prototype.toString.call(one) === '[object Uint8Array]';
  return this.filter((one) => isOne(one) && Buffer.from(one.buffer, one.byteOffset, one.byteLength).includes(needle))
    .map((one) => one.constructor.name + ' of ' + one.byteLength + ' bytes, ' + one.buffer.constructor.name + ' of ' + one.buffer.byteLength);
}`;

/**
 * Node cuts small buffers from a bigger one, in which their bytes stay when they are gone. It is used up, so that what is found
 * is what somebody holds; whoever can read a process's freed memory is not kept out by this.
 */
function useUpPool(): void {
  for (let used = 0; used <= Buffer.poolSize; used += 1_024) Buffer.allocUnsafe(1_024);
}

async function buffersWith(hex: string): Promise<readonly string[]> {
  useUpPool();
  const session = new Session();
  session.connect();
  const post = (method: string, params: object): Promise<{ readonly result?: unknown; readonly objects?: unknown }> =>
    new Promise((resolve, reject) =>
      session.post(method, params, (error, answer) =>
        error === null ? resolve(answer as object) : reject(new Error(error.message)),
      ),
    );
  try {
    const prototype = (await post('Runtime.evaluate', { expression: 'Uint8Array.prototype' })).result as RemoteObject;
    const { objects } = await post('Runtime.queryObjects', { prototypeObjectId: prototype.objectId });
    const counted = await post('Runtime.callFunctionOn', {
      objectId: (objects as RemoteObject).objectId,
      functionDeclaration: count,
      arguments: [{ value: hex }],
      returnByValue: true,
    });
    const { value } = counted.result as RemoteObject;
    if (!Array.isArray(value)) throw new Error(`the search failed: ${JSON.stringify(counted)}`);
    return value as readonly string[];
  } finally {
    session.disconnect();
  }
}

interface RemoteObject {
  readonly objectId?: string;
  readonly value?: unknown;
}
