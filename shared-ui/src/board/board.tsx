import { useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { Numeric } from '../figure/numeric.tsx';

export interface BoardProps {
  /** What moves across it: "Shipments by status". */
  label: string;
  /** `BoardColumn`s, in the order work flows. */
  children: ReactNode;
}

/** Work in columns. Arrow keys move between cards and columns; on a phone columns scroll sideways and snap. */
export function Board({ label, children }: BoardProps) {
  return (
    <section className="ts-board" aria-label={label} onKeyDown={moveBetweenCards} tabIndex={-1}>
      {children}
    </section>
  );
}

export interface BoardColumnProps {
  title: string;
  count: number;
  /** Before the title: a `StatusBadge`'s icon or the like. */
  icon?: ReactNode;
  /** Shown when there are no cards: what comes to stand here. */
  empty?: ReactNode;
  /** `BoardCard`s. */
  children?: ReactNode;
}

export function BoardColumn({ title, count, icon, empty, children }: BoardColumnProps) {
  return (
    <section className="ts-board__column" aria-label={`${title}, ${count}`} data-board-column="">
      <header className="ts-board__head">
        {icon}
        <h2 className="ts-board__title">{title}</h2>
        <span className="ts-board__count" aria-hidden>
          <Numeric value={count} />
        </span>
      </header>
      <ul className="ts-board__cards">{children}</ul>
      {count === 0 && empty ? <p className="ts-board__empty">{empty}</p> : null}
    </section>
  );
}

export interface BoardCardProps {
  /** Accessible name: "BW-10023, Mill Lane Dairy". */
  label: string;
  /** Enter or click. */
  onOpen?: (() => void) | undefined;
  /** Its details are open. */
  isSelected?: boolean | undefined;
  /** It just changed: tints for about a second. Feed from `useChangedTint`. */
  isChanged?: boolean | undefined;
  children: ReactNode;
  /** Quick actions at the foot: small `Button`s. */
  actions?: ReactNode;
}

export function BoardCard({ label, onOpen, isSelected = false, isChanged = false, children, actions }: BoardCardProps) {
  const card = useRef<HTMLElement>(null);
  const click = (event: MouseEvent) => {
    if ((event.target as Element).closest('a, button')) return;
    onOpen?.();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.target !== card.current) return;
    event.preventDefault();
    onOpen?.();
  };
  return (
    <li>
      <article
        ref={card}
        className="ts-card"
        aria-label={label}
        aria-current={isSelected ? 'true' : undefined}
        data-board-card=""
        tabIndex={0}
        onClick={click}
        onKeyDown={press}
        {...(onOpen ? { 'data-opens': '' } : {})}
        {...(isChanged ? { 'data-changed': '' } : {})}
      >
        {children}
        {actions ? <footer className="ts-card__actions">{actions}</footer> : null}
      </article>
    </li>
  );
}

function moveBetweenCards(event: KeyboardEvent<HTMLElement>): void {
  const from = event.target;
  if (!(from instanceof HTMLElement) || !from.hasAttribute('data-board-card')) return;
  const columns = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-board-column]')].map((column) => [
    ...column.querySelectorAll<HTMLElement>('[data-board-card]'),
  ]);
  const at = columns.findIndex((cards) => cards.includes(from));
  const row = columns[at]?.indexOf(from) ?? 0;
  const target = cardAt(columns, event.key, at, row);
  if (!target) return;
  event.preventDefault();
  target.focus();
  target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function cardAt(columns: HTMLElement[][], key: string, at: number, row: number): HTMLElement | undefined {
  if (key === 'ArrowDown') return columns[at]?.[row + 1];
  if (key === 'ArrowUp') return columns[at]?.[row - 1];
  if (key !== 'ArrowRight' && key !== 'ArrowLeft') return undefined;
  // Sideways goes to the next column that has cards, at about the same height.
  const rest = key === 'ArrowRight' ? columns.slice(at + 1) : columns.slice(0, at).reverse();
  const next = rest.find((cards) => cards.length > 0);
  return next?.[Math.min(row, next.length - 1)];
}
