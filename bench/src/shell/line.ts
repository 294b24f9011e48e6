/**
 * A contender's server behind the slow line, in a thread of its own: in that of the browser's driver the line would wait while
 * the driver reads what the browser says of each request, and whoever makes more of them would be measured slower.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FrontOptions } from './front.ts';
import type { SlowLinkOptions } from './slow-link.ts';

export interface LineOptions {
  /** Undefined: the line leads to `link.targetPort`. */
  readonly front: FrontOptions | undefined;
  readonly link: Omit<SlowLinkOptions, 'targetPort'> & { readonly targetPort?: number };
}

export interface Line {
  readonly port: number;
  close(): Promise<void>;
}

export async function startLine(options: LineOptions): Promise<Line> {
  const worker = new Worker(new URL('./line.worker.ts', import.meta.url), { workerData: options });
  const [port] = (await once(worker, 'message')) as [number];
  return { port, close: async () => void (await worker.terminate()) };
}
