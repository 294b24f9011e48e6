import type { ReactNode } from 'react';
import { Link } from 'react-aria-components';
import { Icon } from '../icon/icon.tsx';

export interface RailItem {
  label: string;
  /** For the bottom bar, where four stand beside each other: "Dispatch". @default label */
  short?: string | undefined;
  href: string;
  /** A name of `icons`. */
  icon: string;
  /** At the end: how many wait. */
  count?: number | undefined;
  /** The page shown belongs to it. */
  isCurrent?: boolean | undefined;
}

export interface RailGroup {
  /** The job to be done: "Sell". Empty = no heading. */
  label: string;
  items: readonly RailItem[];
}

export interface RailProps {
  /** The product's name and mark. */
  brand: ReactNode;
  groups: readonly RailGroup[];
  /** At the bottom: who is signed in, environment. */
  footer?: ReactNode;
}

/** Where one can go, grouped by the job to be done. */
export function Rail({ brand, groups, footer }: RailProps) {
  return (
    <nav className="ts-rail" aria-label="Main">
      <div className="ts-rail__brand">{brand}</div>
      <div className="ts-rail__nav">
        {groups.map((group) => (
          <div key={group.label} className="ts-rail__group">
            {group.label ? <p className="ts-rail__heading">{group.label}</p> : null}
            <ul>
              {group.items.map((item) => (
                <li key={item.href}>
                  <Link
                    className="ts-rail__item"
                    href={item.href}
                    {...(item.isCurrent ? { 'aria-current': 'page' } : {})}
                  >
                    <Icon name={item.icon} size={16} />
                    <span className="ts-rail__label">{item.label}</span>
                    {item.count ? <span className="ts-rail__count ts-figures">{item.count}</span> : null}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      {footer ? <div className="ts-rail__footer">{footer}</div> : null}
    </nav>
  );
}

/** The rail's items at the foot of a phone: the first four, then `more` (a `Menu` with the rest). */
export function BottomBar({ items, more }: { items: readonly RailItem[]; more?: ReactNode }) {
  return (
    <nav className="ts-bottom" aria-label="Main">
      {items.map((item) => (
        <Link
          key={item.href}
          className="ts-bottom__item"
          href={item.href}
          {...(item.isCurrent ? { 'aria-current': 'page' } : {})}
        >
          <Icon name={item.icon} size={20} />
          <span className="ts-bottom__label">{item.short ?? item.label}</span>
        </Link>
      ))}
      {more}
    </nav>
  );
}
