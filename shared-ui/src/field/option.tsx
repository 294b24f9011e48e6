import Check from 'lucide-react/icons/check';
import type { ReactNode } from 'react';
import { ListBoxItem } from 'react-aria-components';

/** One choice of a `Select` or `ComboBox`. */
export interface Option {
  id: string;
  label: string;
  /** A second, quieter line. */
  detail?: string | undefined;
  /** At the end: a price, a count. */
  aside?: ReactNode;
  icon?: ReactNode;
  isDisabled?: boolean | undefined;
}

export function optionItem({ id, label, detail, aside, icon, isDisabled }: Option) {
  return (
    <ListBoxItem key={id} id={id} textValue={label} className="ts-option" {...(isDisabled ? { isDisabled } : {})}>
      {({ isSelected }) => (
        <>
          {icon ? <span className="ts-option__icon">{icon}</span> : null}
          <span className="ts-option__words">
            <span className="ts-option__label">{label}</span>
            {detail ? <span className="ts-option__detail">{detail}</span> : null}
          </span>
          {aside ? <span className="ts-option__aside">{aside}</span> : null}
          <Check aria-hidden size={15} className="ts-option__check" {...(isSelected ? { 'data-shown': '' } : {})} />
        </>
      )}
    </ListBoxItem>
  );
}
