import {
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components';
import { classes } from '../provide/classes.ts';
import { given } from '../provide/given.ts';
import { FieldLabel, FieldNotes, type FieldProps } from './field-frame.tsx';

export interface TextAreaProps
  extends FieldProps, Omit<AriaTextFieldProps, 'children' | 'className' | 'style' | 'isInvalid'> {
  placeholder?: string | undefined;
  /** Lines before it grows with its text. @default 3 */
  rows?: number | undefined;
  className?: string | undefined;
}

/** Several lines of text; grows with what is typed. */
export function TextArea(props: TextAreaProps) {
  const { label, hideLabel, help, error, isOptional, placeholder, rows = 3, className, ...rest } = props;
  return (
    <AriaTextField {...rest} isInvalid={Boolean(error)} className={classes('ts-field', className)}>
      <FieldLabel label={label} hideLabel={hideLabel} isOptional={isOptional} />
      <AriaTextArea className="ts-control ts-control--area" rows={rows} {...given({ placeholder })} />
      <FieldNotes help={help} error={error} />
    </AriaTextField>
  );
}
