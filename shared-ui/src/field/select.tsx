import ChevronDown from 'lucide-react/icons/chevron-down';
import { Button, ListBox, Popover, Select as AriaSelect, SelectValue, type Key } from 'react-aria-components';
import { classes } from '../provide/classes.ts';
import { given } from '../provide/given.ts';
import { FieldLabel, FieldNotes, type FieldProps } from './field-frame.tsx';
import { optionItem, type Option } from './option.tsx';

export interface SelectProps extends FieldProps {
  options: readonly Option[];
  /** The chosen option's id; null = none. */
  value: string | null;
  onChange: (id: string) => void;
  onBlur?: (() => void) | undefined;
  /** @default 'Choose' */
  placeholder?: string | undefined;
  isDisabled?: boolean | undefined;
  /** The form field's name. */
  name?: string | undefined;
  className?: string | undefined;
}

/** One of a handful of known options; for many or unknown ones use `ComboBox`, for two to four `SegmentedControl`. */
export function Select(props: SelectProps) {
  const { label, hideLabel, help, error, isOptional, options, value, onChange, onBlur, className } = props;
  const { placeholder = 'Choose', isDisabled, name } = props;
  return (
    <AriaSelect
      value={value}
      onChange={(key: Key | null) => key !== null && onChange(String(key))}
      isInvalid={Boolean(error)}
      placeholder={placeholder}
      className={classes('ts-field', className)}
      {...given({ isDisabled, name, onBlur })}
    >
      <FieldLabel label={label} hideLabel={hideLabel} isOptional={isOptional} />
      <Button className="ts-control ts-control--select">
        <SelectValue className="ts-control__value">
          {({ defaultChildren, isPlaceholder, selectedText }) => (isPlaceholder ? defaultChildren : selectedText)}
        </SelectValue>
        <ChevronDown aria-hidden size={15} className="ts-control__icon" />
      </Button>
      <FieldNotes help={help} error={error} />
      <Popover className="ts-popover ts-popover--options" offset={4}>
        <ListBox className="ts-options">{options.map(optionItem)}</ListBox>
      </Popover>
    </AriaSelect>
  );
}
