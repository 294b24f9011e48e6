/** The server and the slow line before it, in a thread of their own: see `startLine`. */
import { parentPort, workerData } from 'node:worker_threads';
import { startFront } from './front.ts';
import type { LineOptions } from './line.ts';
import { startSlowLink } from './slow-link.ts';

const { front, link } = workerData as LineOptions;
const targetPort = front === undefined ? link.targetPort! : (await startFront(front)).port;
const { port } = await startSlowLink({ ...link, targetPort });
parentPort!.postMessage(port);
