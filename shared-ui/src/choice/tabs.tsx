import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import { classes } from '../provide/classes.ts';
import { given } from '../provide/given.ts';

export interface TabItem {
  id: string;
  label: string;
  /** After the label: how many. */
  count?: number | undefined;
  content: ReactNode;
}

export interface TabsProps {
  /** For screen readers. */
  label: string;
  items: readonly TabItem[];
  /** Controlled: pass both. */
  value?: string | undefined;
  onChange?: ((id: string) => void) | undefined;
  className?: string | undefined;
}

/** Parts of one thing, one at a time; arrow keys move between them. */
export function Tabs({ label, items, value, onChange, className }: TabsProps) {
  return (
    <AriaTabs
      className={classes('ts-tabs', className)}
      {...given({ selectedKey: value })}
      onSelectionChange={(key) => onChange?.(String(key))}
    >
      <TabList aria-label={label} className="ts-tabs__list">
        {items.map(({ id, label: words, count }) => (
          <Tab key={id} id={id} className="ts-tabs__tab">
            {words}
            {count === undefined ? null : <span className="ts-tabs__count ts-figures">{count}</span>}
          </Tab>
        ))}
      </TabList>
      {items.map(({ id, content }) => (
        <TabPanel key={id} id={id} className="ts-tabs__panel">
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
