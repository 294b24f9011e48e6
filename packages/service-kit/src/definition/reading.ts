/** What a projection, a policy or an effect does about events that it was not written for. */
export interface ReadingRules {
  /**
   * An event of a version that cannot be cast to the one this was written against. `stop`: it stands still before this
   * event (a projection goes on answering from what it has), and says so on `/readyz`. It goes on by itself when the
   * producer's contract says how to read the event, with a release that knows the version, or when somebody drops the event.
   * `ignore`: left out and counted on `/readyz`.
   * @default 'stop'
   */
  readonly newer?: WhenUnread;
  /**
   * A type of event of a service it reads from that is neither in `events` nor in `consumes`. List a type in `consumes` to
   * leave it out knowingly.
   * @default 'ignore'
   */
  readonly unknown?: WhenUnread;
}

export type WhenUnread = 'ignore' | 'stop';
