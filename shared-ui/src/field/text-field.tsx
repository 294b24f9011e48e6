import type { ReactNode, Ref } from 'react';
import {
  Group,
  Input,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components';
import { classes } from '../provide/classes.ts';
import { given } from '../provide/given.ts';
import { FieldLabel, FieldNotes, type FieldProps } from './field-frame.tsx';

export interface TextFieldProps
  extends FieldProps, Omit<AriaTextFieldProps, 'children' | 'className' | 'style' | 'isInvalid'> {
  placeholder?: string | undefined;
  /** Inside the control, before the text. */
  prefix?: ReactNode;
  /** Inside the control, after the text: a unit. */
  suffix?: ReactNode;
  className?: string | undefined;
  inputRef?: Ref<HTMLInputElement> | undefined;
}

/** One line of text. `value`/`onChange(value)`; `onBlur` is the moment to validate. */
export function TextField(props: TextFieldProps) {
  const { label, hideLabel, help, error, isOptional, placeholder, prefix, suffix, className, inputRef, ...rest } =
    props;
  return (
    <AriaTextField {...rest} isInvalid={Boolean(error)} className={classes('ts-field', className)}>
      <FieldLabel label={label} hideLabel={hideLabel} isOptional={isOptional} />
      <Group className="ts-control">
        {prefix ? <span className="ts-control__affix">{prefix}</span> : null}
        <Input className="ts-control__input" {...given({ placeholder, ref: inputRef })} />
        {suffix ? <span className="ts-control__affix">{suffix}</span> : null}
      </Group>
      <FieldNotes help={help} error={error} />
    </AriaTextField>
  );
}
