/** Frames as bytes of an event stream. */
import type { FrameData, FrameName } from './frames.ts';

const utf8 = new TextEncoder();

/** One frame. `data` has no line ends: JSON escapes them. */
export function encodeFrame<Name extends FrameName>(name: Name, data: FrameData[Name], id?: string): Uint8Array {
  return encodeSse(name, JSON.stringify(data), id);
}

/** The same for data that is JSON text already, so that documents are encoded once however many frames they are in. */
export function encodeSse(event: string, json: string, id?: string): Uint8Array {
  return utf8.encode(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${json}\n\n`);
}

/** The response headers of a live stream. `x-accel-buffering` keeps nginx from holding frames back. */
export const streamHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};
