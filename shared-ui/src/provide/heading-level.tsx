import { createContext, use, type ReactNode } from 'react';

/** How deep headings stand here: a part of a page is 2, a part of a panel 3. */
export const HeadingLevel = createContext<2 | 3>(2);

export interface HeadingProps {
  /** @default as deep as this place is */
  level?: 2 | 3 | undefined;
  className?: string | undefined;
  children: ReactNode;
}

/** A heading as deep as its place. */
export function Heading({ level, className, children }: HeadingProps) {
  const here = use(HeadingLevel);
  return (level ?? here) === 2 ? <h2 className={className}>{children}</h2> : <h3 className={className}>{children}</h3>;
}
