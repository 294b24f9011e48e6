import type { ReactElement, ReactNode } from 'react';
import { Header, Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger, Popover, type Key } from 'react-aria-components';
import { Kbd } from '../figure/kbd.tsx';
import { given } from '../provide/given.ts';

export interface MenuAction {
  /** Handed to `onAction`. */
  id: string;
  label: string;
  icon?: ReactNode;
  /** Shown, not bound: `'C'`. */
  shortcut?: string | undefined;
  /** A second line. */
  detail?: string | undefined;
  /** Makes the item a link. */
  href?: string | undefined;
  tone?: 'danger' | undefined;
  isDisabled?: boolean | undefined;
  /** Items of the same section stand together under its name. */
  section?: string | undefined;
  /** Draws a check mark: for items that are a choice. */
  isChosen?: boolean | undefined;
}

export interface MenuProps {
  /** The button that opens it: a `Button` or `IconButton`. */
  trigger: ReactElement;
  items: readonly MenuAction[];
  onAction?: ((id: string) => void) | undefined;
  /** @default 'bottom end' */
  placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end' | undefined;
  /** Shown above the items, e.g. who is signed in. */
  header?: ReactNode;
}

/** Actions behind a button; arrow keys, type-ahead, Esc. */
export function Menu({ trigger, items, onAction, placement = 'bottom end', header }: MenuProps) {
  const label = 'Actions';
  return (
    <MenuTrigger>
      {trigger}
      <Popover className="ts-popover" placement={placement} offset={4}>
        {header ? <div className="ts-menu__header">{header}</div> : null}
        <AriaMenu className="ts-menu" aria-label={label} onAction={(key: Key) => onAction?.(String(key))}>
          {sectionsOf(items).map(({ name, members }) => (
            <MenuSection key={name} className="ts-menu__section" {...(name ? {} : { 'aria-label': label })}>
              {name ? <Header className="ts-menu__title">{name}</Header> : null}
              {members.map(menuItem)}
            </MenuSection>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

function sectionsOf(items: readonly MenuAction[]) {
  const sections = new Map<string, MenuAction[]>();
  for (const item of items) {
    const name = item.section ?? '';
    sections.set(name, [...(sections.get(name) ?? []), item]);
  }
  return [...sections].map(([name, members]) => ({ name, members }));
}

function menuItem({ id, label, icon, shortcut, detail, href, tone, isDisabled, isChosen }: MenuAction) {
  return (
    <MenuItem
      key={id}
      id={id}
      textValue={label}
      className="ts-menu__item"
      data-tone={tone}
      {...given({ href, isDisabled })}
    >
      {icon ? <span className="ts-menu__icon">{icon}</span> : null}
      <span className="ts-menu__words">
        {label}
        {detail ? <span className="ts-menu__detail">{detail}</span> : null}
      </span>
      {isChosen ? (
        <span className="ts-menu__chosen">
          ✓<span className="ts-hidden-visually"> chosen</span>
        </span>
      ) : null}
      {shortcut ? <Kbd>{shortcut}</Kbd> : null}
    </MenuItem>
  );
}
