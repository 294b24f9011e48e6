/** One line of a data sheet. */
export interface PartAttribute {
  readonly name: string;
  readonly value: string;
  readonly unit?: string | null | undefined;
}

/** What the catalog says about a part. */
export interface PartFacts {
  /** Pumps, Valves, Fittings, Seals, Sensors, Filters; anything else gets a plain part. */
  category: string;
  /** Tells families apart (a ball valve from a gate valve); without it attributes decide as far as they can. */
  name?: string | undefined;
  attributes: readonly PartAttribute[];
}
