import type { ReactNode } from 'react';

export interface PageHeaderProps {
  title: ReactNode;
  /** What this page is about: one line, or facts such as a count and a `LiveDot`. */
  about?: ReactNode;
  /** One primary `Button`, at most one secondary beside it. */
  actions?: ReactNode;
  /** Filters and search, below. */
  children?: ReactNode;
}

/** Title, what it is about, one primary action; below it the list's filters. */
export function PageHeader({ title, about, actions, children }: PageHeaderProps) {
  return (
    <header className="ts-page-header">
      <div className="ts-page-header__top">
        <div className="ts-page-header__words">
          <h1 className="ts-page-header__title">{title}</h1>
          {about ? <div className="ts-page-header__about">{about}</div> : null}
        </div>
        {actions ? <div className="ts-page-header__actions">{actions}</div> : null}
      </div>
      {children ? <div className="ts-page-header__tools">{children}</div> : null}
    </header>
  );
}
