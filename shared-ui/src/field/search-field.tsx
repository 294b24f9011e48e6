import Search from 'lucide-react/icons/search';
import X from 'lucide-react/icons/x';
import type { Ref } from 'react';
import {
  Button,
  Group,
  Input,
  SearchField as AriaSearchField,
  type SearchFieldProps as AriaSearchFieldProps,
} from 'react-aria-components';
import { Kbd } from '../figure/kbd.tsx';
import { classes } from '../provide/classes.ts';
import { given } from '../provide/given.ts';

export interface SearchFieldProps extends Omit<AriaSearchFieldProps, 'children' | 'className' | 'style'> {
  /** What is searched: "Search orders"; the accessible name and the placeholder. */
  label: string;
  placeholder?: string | undefined;
  /** Shown at the end while empty: `'/'`. */
  shortcut?: string | undefined;
  className?: string | undefined;
  inputRef?: Ref<HTMLInputElement> | undefined;
}

/** Filters the list below it. Esc clears; `onChange(value)` on every key, `onSubmit(value)` on Enter. */
export function SearchField({ label, placeholder, shortcut, className, inputRef, ...rest }: SearchFieldProps) {
  return (
    <AriaSearchField {...rest} aria-label={label} className={classes('ts-field ts-search', className)}>
      {({ isEmpty }) => (
        <Group className="ts-control">
          <Search aria-hidden size={15} className="ts-control__icon" />
          <Input className="ts-control__input" placeholder={placeholder ?? label} {...given({ ref: inputRef })} />
          {isEmpty && shortcut ? <Kbd>{shortcut}</Kbd> : null}
          {isEmpty ? null : (
            <Button className="ts-control__clear" aria-label="Clear search">
              <X aria-hidden size={14} />
            </Button>
          )}
        </Group>
      )}
    </AriaSearchField>
  );
}
