/** The parts every field has in the same order: label, control, help or the error in its place. */
import type { ReactNode } from 'react';
import { FieldError, Label, Text } from 'react-aria-components';
import TriangleAlert from 'lucide-react/icons/triangle-alert';

/** What every field of this package takes. */
export interface FieldProps {
  /** Above the control. */
  label: string;
  /** Keeps the label for screen readers only, where the place says it already (a toolbar). @default false */
  hideLabel?: boolean | undefined;
  /** Below the control: what a good value looks like. */
  help?: ReactNode;
  /** What is wrong, in words; shown below in place of `help` and announced. Set it on leave, not on every key. */
  error?: string | null | undefined;
  /** Marks the label of a field that may stay empty. @default false */
  isOptional?: boolean | undefined;
}

export function FieldLabel({ label, hideLabel, isOptional }: Pick<FieldProps, 'label' | 'hideLabel' | 'isOptional'>) {
  return (
    <Label className={hideLabel ? 'ts-hidden-visually' : 'ts-field__label'}>
      {label}
      {isOptional ? <span className="ts-field__optional"> Optional</span> : null}
    </Label>
  );
}

export function FieldNotes({ help, error }: Pick<FieldProps, 'help' | 'error'>) {
  return (
    <>
      {help && !error ? (
        <Text slot="description" className="ts-field__help">
          {help}
        </Text>
      ) : null}
      <FieldError className="ts-field__error">
        <TriangleAlert aria-hidden size={14} strokeWidth={2} />
        <span>{error}</span>
      </FieldError>
    </>
  );
}
