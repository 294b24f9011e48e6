import Search from 'lucide-react/icons/search';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Kbd } from '../figure/kbd.tsx';

export interface TopBarProps {
  /** On phones, where the rail's brand is gone: the mark. */
  brand?: ReactNode;
  /** Opens the command palette. */
  onSearch?: (() => void) | undefined;
  /** @default 'Search or jump to…' */
  searchLabel?: string | undefined;
  /** @default '⌘ K' */
  searchShortcut?: string | undefined;
  /** After the search: `LiveDot`, environment. */
  status?: ReactNode;
  /** At the end: the user's `Menu`. */
  children?: ReactNode;
}

/** Search with ⌘K, the connection, who is signed in. */
export function TopBar(props: TopBarProps) {
  const { brand, onSearch, searchLabel = 'Search or jump to…', searchShortcut = '⌘ K', status, children } = props;
  return (
    <header className="ts-top">
      {brand ? <div className="ts-top__brand">{brand}</div> : null}
      {onSearch ? (
        <Button className="ts-top__search" onPress={onSearch} aria-keyshortcuts="Meta+K Control+K">
          <Search aria-hidden size={15} />
          <span className="ts-top__search-label">{searchLabel}</span>
          <Kbd>{searchShortcut}</Kbd>
        </Button>
      ) : null}
      <div className="ts-top__end">
        {status}
        {children}
      </div>
    </header>
  );
}
