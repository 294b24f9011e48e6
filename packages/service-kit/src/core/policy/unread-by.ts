import type { Commit, RecordedEvent } from '@tessera/event-log';
import type { CompiledService } from '../compiled-service.ts';
import { stopsBefore, type UnreadEvent } from '../event-contract/unread-event.ts';
import { partsOf } from '../qualified-stream.ts';
import type { Reactor, Reactors } from './reactor.ts';

/** An event that concerns a reactor, and that this release cannot read. */
export interface UnreadReaction {
  readonly reactor: Reactor;
  readonly event: RecordedEvent;
  readonly why: UnreadEvent;
  /** The reactor stands still before it; else it is left out. */
  readonly stops: boolean;
}

/** What of a commit nobody here was written for, for each reactor that it concerns. What is folded up to the commit counts. */
export function unreadBy(service: CompiledService, reactors: Reactors, commit: Commit): readonly UnreadReaction[] {
  if (service.isFamiliar(commit)) return [];
  return commit.events.flatMap((event) => {
    const why = service.unread(commit, event);
    if (why === undefined) return [];
    const concerned =
      why.kind === 'type'
        ? reactors.ofService(partsOf(commit.stream).service)
        : reactors.of(service.nameOf(commit, event) ?? '');
    return concerned.map((reactor) => ({ reactor, event, why, stops: stopsBefore(reactor.reading, why) }));
  });
}
