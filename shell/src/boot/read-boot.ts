/** What the gateway wrote into the page. It was checked there; here only that it is there. */
import type { BootData } from '@tessera/contracts';

export type Boot = BootData & {
  /** How long one attempt to load an app may take, in ms. */
  readonly loadTimeoutMs?: number;
};

export function readBoot(document: Document): Boot {
  const text = document.getElementById('tessera-boot')?.textContent;
  if (!text)
    throw new Error(
      'The page has no boot data (#tessera-boot). It is written by the gateway: open the product through it.',
    );
  return JSON.parse(text) as Boot;
}
