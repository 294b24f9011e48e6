import { createContext, useContext } from 'react';

/** How deep headings stand here: a part of a page is 2, a part of a panel 3. */
export const HeadingLevel = createContext<2 | 3>(2);

/** The element of a heading at this place. */
export function useHeading(level?: 2 | 3): 'h2' | 'h3' {
  const here = useContext(HeadingLevel);
  return `h${level ?? here}`;
}
