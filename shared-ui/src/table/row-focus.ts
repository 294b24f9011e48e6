import type { KeyboardEvent } from 'react';

const page = 10;

/** Arrow keys, Home, End and the page keys move between rows; keys pressed inside a control of a cell are its own. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const row = event.target;
  if (!(row instanceof HTMLElement) || !row.hasAttribute('data-row')) return;
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const target = targetIndex(event.key, rows.indexOf(row), rows.length - 1);
  if (target === null) return;
  event.preventDefault();
  rows[target]?.focus();
}

function targetIndex(key: string, from: number, last: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(from + 1, last);
    case 'ArrowUp':
    case 'k':
      return Math.max(from - 1, 0);
    case 'PageDown':
      return Math.min(from + page, last);
    case 'PageUp':
      return Math.max(from - page, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
