/** What an event, or a timer, leads to in a service: all its policies and effects at once, read as a sentence. */
import type { JsonObject } from '@tessera/event-log';
import { reactionsOf } from '../core/policy/reaction.ts';
import type { LookUp, Sent } from '../definition/policy.ts';
import type { ServiceDefinition } from '../definition/service.ts';
import { schedule, timerStreamType, unschedule } from '../definition/timer.ts';
import { isDeepStrictEqual } from './deep-equal.ts';
import { lookUpIn, type TestDocuments } from './look-up.ts';
import { show } from './show.ts';
import { testOccurrence, type TestEvent } from './test-event.ts';

/** Every check throws with what happened instead. */
export interface Reacted {
  /** Exactly these commands, in any order; timers left out. None: nothing is sent. */
  sends(...commands: readonly Sent[]): Reacted;
  /** This timer is set for this time. */
  schedules(timer: string, key: string, at: string, data?: JsonObject): Reacted;
  unschedules(timer: string, key: string): Reacted;
  /** An effect hands this to the port. */
  requests(port: string, request: JsonObject): Reacted;
  /** No effect asks anything of any port. */
  requestsNothing(): Reacted;
}

interface Request {
  readonly port: string;
  readonly request: JsonObject;
}

/** What happens because of the event. */
export function reacting(service: ServiceDefinition, event: TestEvent, documents: TestDocuments = {}): Reacted {
  const occurrence = testOccurrence(service, event, 1);
  const docs: LookUp = lookUpIn(documents);
  const sent = Object.entries(service.policies)
    .filter(([, { on }]) => on === event.type)
    .flatMap(([name, definition]) => [...reactionsOf({ name, definition }, docs, occurrence)]);
  const requests = Object.values(service.effects)
    .filter(({ on }) => on === event.type)
    .flatMap(({ port, request }): Request[] => {
      const asked = request(docs, occurrence);
      return asked === null ? [] : [{ port, request: asked }];
    });
  return reacted(sent, requests);
}

/** What happens when the timer is due. */
export function firing(
  service: ServiceDefinition,
  timer: string,
  { key = 'test', due = '2026-01-01T00:00:00.000Z', data = {} }: { key?: string; due?: string; data?: JsonObject } = {},
  documents: TestDocuments = {},
): Reacted {
  if (!Object.hasOwn(service.timers, timer)) {
    const known = Object.keys(service.timers).join(', ') || 'none';
    throw new Error(`The service "${service.name}" has no timer "${timer}"; it has: ${known}.`);
  }
  return reacting(service, { type: 'TimerFired', data: { timer, key, due, data } }, documents);
}

function reacted(sent: readonly Sent[], requests: readonly Request[]): Reacted {
  const timers = sent.filter(({ stream }) => stream === timerStreamType);
  const commands = sent.filter(({ stream }) => stream !== timerStreamType);
  const checks: Reacted = {
    sends(...expected) {
      const left = [...commands];
      for (const each of expected) {
        const at = left.findIndex((one) => isDeepStrictEqual(one, each));
        if (at < 0) throw new Error(`Expected it to send ${show(each)}\nbut it sends ${show(commands)}`);
        left.splice(at, 1);
      }
      if (left.length > 0) throw new Error(`It also sends ${show(left)}`);
      return checks;
    },
    schedules: (timer, key, at, data) => has(timers, schedule(timer, key, at, data), 'to schedule'),
    unschedules: (timer, key) => has(timers, unschedule(timer, key), 'to unschedule'),
    requests: (port, request) => has(requests, { port, request }, 'to request'),
    requestsNothing() {
      if (requests.length > 0) throw new Error(`Expected no request, but there is ${show(requests)}`);
      return checks;
    },
  };
  function has(all: readonly object[], expected: object, doing: string): Reacted {
    if (all.some((one) => isDeepStrictEqual(one, expected))) return checks;
    throw new Error(`Expected it ${doing} ${show(expected)}\nbut there is ${show(all)}`);
  }
  return checks;
}
