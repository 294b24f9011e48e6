import type { ReactNode } from 'react';
import { Heading } from '../provide/heading-level.tsx';

export interface PageProps {
  children: ReactNode;
  /** `text` is one narrow column (forms, data sheets); `full` for lists and boards. @default 'full' */
  width?: 'text' | 'full' | undefined;
}

/** The page's outer space. Directly in the frame or inside `Split`. */
export function Page({ children, width = 'full' }: PageProps) {
  return (
    <div className="ts-page" data-width={width}>
      {children}
    </div>
  );
}

/** A titled part of a page or panel. */
export function Section({ title, actions, children }: { title?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="ts-section">
      {title ? (
        <header className="ts-section__head">
          <Heading className="ts-section__title">{title}</Heading>
          {actions}
        </header>
      ) : null}
      {children}
    </section>
  );
}
