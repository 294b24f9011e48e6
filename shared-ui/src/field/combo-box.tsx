import ChevronDown from 'lucide-react/icons/chevron-down';
import type { ReactNode } from 'react';
import { Button, ComboBox as AriaComboBox, Group, Input, ListBox, Popover, type Key } from 'react-aria-components';
import { classes } from '../provide/classes.ts';
import { given } from '../provide/given.ts';
import { Spinner } from '../state/spinner.tsx';
import { FieldLabel, FieldNotes, type FieldProps } from './field-frame.tsx';
import { optionItem, type Option } from './option.tsx';

export interface ComboBoxProps extends FieldProps {
  /** What to offer now: all options (filtered here), or with `onInputChange` what the search answered. */
  options: readonly Option[];
  /** The chosen option's id; null = none. */
  value: string | null;
  onChange: (id: string | null) => void;
  /** The text in the field. Given together with `onInputChange`, filtering is the caller's: ask the server, pass `options`. */
  inputValue?: string | undefined;
  onInputChange?: ((text: string) => void) | undefined;
  onBlur?: (() => void) | undefined;
  /** Options are on their way: shows a spinner, keeps the old ones. @default false */
  isLoading?: boolean | undefined;
  /** Shown when nothing fits. @default 'Nothing found' */
  emptyText?: ReactNode;
  placeholder?: string | undefined;
  isDisabled?: boolean | undefined;
  name?: string | undefined;
  className?: string | undefined;
}

/** Type to find one of many. Opens on focus by typing or arrow down; Esc closes, Enter takes the highlighted one. */
export function ComboBox(props: ComboBoxProps) {
  const { label, hideLabel, help, error, isOptional, options, value, onChange, className } = props;
  const {
    inputValue,
    onInputChange,
    onBlur,
    isLoading,
    emptyText = 'Nothing found',
    placeholder,
    isDisabled,
    name,
  } = props;
  const searchedElsewhere = onInputChange !== undefined;
  return (
    <AriaComboBox
      value={value}
      onChange={(key: Key | null) => onChange(key === null ? null : String(key))}
      isInvalid={Boolean(error)}
      // A field that its owner empties (after a choice was taken) must not open again over what was chosen.
      menuTrigger={inputValue === '' ? 'manual' : 'input'}
      allowsEmptyCollection
      className={classes('ts-field', className)}
      {...given({ inputValue, onInputChange, onBlur, isDisabled, name })}
      {...(searchedElsewhere ? { defaultFilter: () => true } : {})}
    >
      <FieldLabel label={label} hideLabel={hideLabel} isOptional={isOptional} />
      <Group className="ts-control ts-control--combo">
        <Input className="ts-control__input" {...given({ placeholder })} />
        {isLoading ? <Spinner label="Searching" /> : null}
        <Button className="ts-control__open">
          <ChevronDown aria-hidden size={15} />
        </Button>
      </Group>
      <FieldNotes help={help} error={error} />
      <Popover className="ts-popover ts-popover--options" offset={4}>
        <ListBox
          className="ts-options"
          renderEmptyState={() => <div className="ts-options__empty">{isLoading ? 'Searching…' : emptyText}</div>}
        >
          {options.map(optionItem)}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
