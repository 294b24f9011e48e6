/** A situation as a list of events, oldest first: given to a host as history, it is folded and never reacted to. */
export interface Scenario {
  /** kebab-case; what tests and links select it by. */
  readonly name: string;
  /** For people: what is going on. */
  readonly title: string;
  readonly events: readonly ScenarioEvent[];
}

/** One event of this service. */
export interface ScenarioEvent {
  /** The stream's type and id: `product`, `PMP-CEN-40`. */
  readonly stream: string;
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}
