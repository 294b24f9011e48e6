import type { ReadingRules } from '../../definition/reading.ts';

/** An event that this release was not written for and that nothing tells it how to read. Never guessed at. */
export class UnreadEvent extends Error {
  override readonly name = 'UnreadEvent';
  readonly code = 'UNREAD_EVENT';
  /** `version`: of a version there is no cast from; `type`: of a type that the service does not declare. */
  readonly kind: 'version' | 'type';
  /** `orders.OrderPlaced@3` */
  readonly label: string;

  constructor(kind: 'version' | 'type', label: string, message: string) {
    super(message);
    this.kind = kind;
    this.label = label;
  }
}

/** Whether who reads by these rules stands still before the event. Otherwise it is left out, and counted. */
export function stopsBefore({ newer = 'stop', unknown = 'ignore' }: ReadingRules, { kind }: UnreadEvent): boolean {
  return (kind === 'version' ? newer : unknown) === 'stop';
}
