/** What the shell hands to every component: how to follow a link without a document load, and the language. */
import type { ReactNode } from 'react';
import { UNSAFE_PortalProvider } from 'react-aria/PortalProvider';
import { I18nProvider, RouterProvider } from 'react-aria-components';

export interface UiProviderProps {
  /** Called for a plain click on a link of this origin; modified clicks and other origins stay with the browser. */
  navigate: (href: string) => void;
  /** BCP 47; decides numbers, dates and the words built into components. @default 'en-GB' */
  locale?: string | undefined;
  /** Where dialogs, menus and hints are drawn, when it must not be the end of the body: there, other styles may count. */
  overlays?: (() => HTMLElement) | undefined;
  children: ReactNode;
}

/** Put once around the whole page, around an app that runs with another release of this library, or around one component in a test. */
export function UiProvider({ navigate, locale = 'en-GB', overlays, children }: UiProviderProps) {
  return (
    <I18nProvider locale={locale}>
      <RouterProvider navigate={navigate}>
        {overlays === undefined ? (
          children
        ) : (
          <UNSAFE_PortalProvider getContainer={overlays}>{children}</UNSAFE_PortalProvider>
        )}
      </RouterProvider>
    </I18nProvider>
  );
}
