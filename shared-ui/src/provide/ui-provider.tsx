/** What the shell hands to every component: how to follow a link without a document load, and the language. */
import type { ReactNode } from 'react';
import { I18nProvider, RouterProvider } from 'react-aria-components';

export interface UiProviderProps {
  /** Called for a plain click on a link of this origin; modified clicks and other origins stay with the browser. */
  navigate: (href: string) => void;
  /** BCP 47; decides numbers, dates and the words built into components. @default 'en-GB' */
  locale?: string | undefined;
  children: ReactNode;
}

/** Put once around the whole page (or around one component in a test). */
export function UiProvider({ navigate, locale = 'en-GB', children }: UiProviderProps) {
  return (
    <I18nProvider locale={locale}>
      <RouterProvider navigate={navigate}>{children}</RouterProvider>
    </I18nProvider>
  );
}
