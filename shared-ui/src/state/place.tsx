import type { ReactNode } from 'react';
import { Heading } from '../provide/heading-level.tsx';

/** Whose a module is. */
export interface Owner {
  name: string;
  /** A chat channel or address. */
  contact: string;
}

interface PlaceProps {
  kind: 'failure' | 'forbidden';
  icon: ReactNode;
  title: string;
  level: 2 | 3 | undefined;
  text: ReactNode;
  owner: Owner | undefined;
  actions: ReactNode;
  minHeight: number | string;
  /** After everything else. */
  children?: ReactNode;
}

/** What stands where something cannot be shown, bordered and as high as what it replaces. */
export function Place({ kind, icon, title, level, text, owner, actions, minHeight, children }: PlaceProps) {
  return (
    <section
      className="ts-place"
      data-kind={kind}
      role={kind === 'failure' ? 'alert' : undefined}
      style={{ minBlockSize: minHeight }}
    >
      <div className="ts-place__icon">{icon}</div>
      <div className="ts-place__body">
        <Heading level={level} className="ts-place__title">
          {title}
        </Heading>
        {text ? <div className="ts-place__text">{text}</div> : null}
        {owner ? (
          <p className="ts-place__owner">
            Looked after by <strong>{owner.name}</strong>
            <span aria-hidden> · </span>
            <span className="ts-place__contact">{owner.contact}</span>
          </p>
        ) : null}
        {actions ? <div className="ts-place__actions">{actions}</div> : null}
      </div>
      {children}
    </section>
  );
}
