/**
 * Text as a terminal may have it. Reasons, names and event data are written by others: a sequence in them could clear the
 * screen, hide a line or set the window's title. Only the colours of `style.ts` get through; what else steers a terminal
 * or turns the direction of writing is shown as `�`.
 */
const escape = '\u001b';
const colours = new RegExp(`(${escape}\\[(?:1|2|22|31|32|33|39)m)`);

// What steers is what `Cc` and the marks of direction are; a tab and a line's end are of use.
const steering = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

export function shown(text: string): string {
  return text
    .split(colours)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(steering, '�')))
    .join('');
}
