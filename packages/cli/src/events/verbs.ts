/** `tessera events <verb>`, in the order of its help. One row each: what a verb is stands in its own file. */
import type { AnyVerb } from '../verbs/verb.ts';
import { tail } from './tail.ts';

export const eventsVerbs: readonly AnyVerb[] = [
  // Read
  tail,

  // Check and move

  // Views and personal data
];
