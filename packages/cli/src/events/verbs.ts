/** `tessera events <verb>`, in the order of its help. One row each: what a verb is stands in its own file. */
import type { AnyVerb } from '../verbs/verb.ts';
import { erase } from './erase.ts';
import { exportEvents } from './export.ts';
import { get } from './get.ts';
import { importEvents } from './import.ts';
import { moveKeysVerb } from './move-keys.ts';
import { parkDrop, parkList, parkRetry } from './park.ts';
import { rebuild } from './rebuild.ts';
import { stats } from './stats.ts';
import { stream } from './stream.ts';
import { tail } from './tail.ts';
import { verify } from './verify.ts';

export const eventsVerbs: readonly AnyVerb[] = [
  // Read
  tail,
  stream,
  get,
  stats,

  // Check and move
  verify,
  exportEvents,
  importEvents,

  // Views and personal data
  rebuild,
  parkList,
  parkRetry,
  parkDrop,
  erase,
  moveKeysVerb,
];
