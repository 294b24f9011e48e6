/** A situation as a list of events, oldest first: given to a host as history, it is folded and never reacted to. */
export interface Scenario {
  /** kebab-case; what tests and links select it by. */
  readonly name: string;
  /** For people: what is going on. */
  readonly title: string;
  readonly events: readonly ScenarioEvent[];
}

/** One event of this service, in the shape that hosts take as `given`. */
export interface ScenarioEvent {
  /** `ev.<service>.<stream type>.<id>` */
  readonly stream: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}
