/** Keys one after another, such as `g o`: never while somebody types, never into an open dialog. */

export interface ChordOptions {
  readonly target: Document;
  /** Chord (`'g o'`) → what it does; asked at each key. */
  readonly bindings: () => ReadonlyMap<string, () => void>;
  /** How long a started chord waits for its next key. @default 1200 */
  readonly patienceMs?: number;
}

/** The answer stops it. */
export function listenForChords({ target, bindings, patienceMs = 1_200 }: ChordOptions): () => void {
  let pressed: string[] = [];
  let last = -Infinity;

  function onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.repeat || event.metaKey || event.ctrlKey || event.altKey || event.isComposing)
      return;
    if (
      event.key.length !== 1 ||
      isTyping(event.target) ||
      target.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')
    ) {
      pressed = [];
      return;
    }
    if (event.timeStamp - last > patienceMs) pressed = [];
    last = event.timeStamp;
    const known = bindings();
    // A key that does not go on with the chord may begin another.
    pressed =
      [[...pressed, event.key.toLowerCase()], [event.key.toLowerCase()]].find((keys) => begins(known, keys)) ?? [];
    const run = known.get(pressed.join(' '));
    if (run === undefined) return;
    pressed = [];
    event.preventDefault();
    run();
  }

  target.addEventListener('keydown', onKeyDown);
  return () => target.removeEventListener('keydown', onKeyDown);
}

function begins(known: ReadonlyMap<string, unknown>, keys: readonly string[]): boolean {
  const start = keys.join(' ');
  return [...known.keys()].some((chord) => chord === start || chord.startsWith(`${start} `));
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.matches('input, textarea, select, [role="textbox"], [role="combobox"], [role="searchbox"]')
  );
}
