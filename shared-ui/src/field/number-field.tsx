import Minus from 'lucide-react/icons/minus';
import Plus from 'lucide-react/icons/plus';
import type { ReactNode } from 'react';
import {
  Button,
  Group,
  Input,
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
} from 'react-aria-components';
import { classes } from '../provide/classes.ts';
import { FieldLabel, FieldNotes, type FieldProps } from './field-frame.tsx';

export interface NumberFieldProps
  extends FieldProps, Omit<AriaNumberFieldProps, 'children' | 'className' | 'style' | 'isInvalid'> {
  /** After the number: a unit. */
  suffix?: ReactNode;
  /** Shows − and + (arrow keys always work). @default true */
  stepper?: boolean | undefined;
  className?: string | undefined;
}

/**
 * A number: arrow keys and buttons step it, pasted text is understood, `onChange(number)` fires on leave, Enter or step
 * (NaN when emptied). `minValue`, `maxValue`, `step`, `formatOptions` as in Intl.NumberFormat.
 */
export function NumberField(props: NumberFieldProps) {
  const { label, hideLabel, help, error, isOptional, suffix, stepper = true, className, ...rest } = props;
  return (
    <AriaNumberField {...rest} isInvalid={Boolean(error)} className={classes('ts-field', className)}>
      <FieldLabel label={label} hideLabel={hideLabel} isOptional={isOptional} />
      <Group className="ts-control ts-control--number" {...(stepper ? { 'data-stepper': '' } : {})}>
        {stepper ? (
          <Button slot="decrement" className="ts-control__step">
            <Minus aria-hidden size={14} />
          </Button>
        ) : null}
        <Input className="ts-control__input ts-figures" />
        {suffix ? <span className="ts-control__affix">{suffix}</span> : null}
        {stepper ? (
          <Button slot="increment" className="ts-control__step">
            <Plus aria-hidden size={14} />
          </Button>
        ) : null}
      </Group>
      <FieldNotes help={help} error={error} />
    </AriaNumberField>
  );
}
