/** What the person in front of the page chose in its panel; kept by the tab, over reloads. */
import type { DevWorld } from '../dev-world.ts';

export interface Choices {
  /** Id of who is signed in. */
  readonly person: string;
  /** What has happened before. */
  readonly scenario: string;
  /** Answers take their time. */
  readonly isSlow: boolean;
}

const key = 'tessera-dev';

/** @param otherwise what the command line said */
export function choicesOf(otherwise: Pick<DevWorld, 'person' | 'scenario'>): Choices {
  const { person, scenario } = otherwise;
  return { person, scenario, isSlow: false, ...kept() };
}

export function choose(choice: Partial<Choices>): void {
  sessionStorage.setItem(key, JSON.stringify({ ...kept(), ...choice }));
}

function kept(): Partial<Choices> {
  return JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<Choices>;
}
