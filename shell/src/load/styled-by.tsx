/**
 * Where an app runs with another release of the design system than what is around it: its styles count from here on, its
 * components find what they need above them, and what they draw over the page is drawn where its styles count, too.
 */
import type { LibraryLive } from '@tessera/contracts';
import { UiProvider } from '@tessera/shared-ui';
import { createContext, use, type ComponentType, type ReactNode } from 'react';
import { useShell } from '../shell-context.tsx';

/** Whose styles count here; undefined: the page's own. */
const Styles = createContext<string | undefined>(undefined);

type Provider = ComponentType<{
  readonly navigate: (href: string) => void;
  readonly overlays: () => HTMLElement;
  readonly children: ReactNode;
}>;

export interface OtherLibrary {
  readonly styles: string;
  /** That release's own `UiProvider`; undefined: it has none. */
  readonly Provider: Provider | undefined;
}

/** Told of a release that runs with other styles than the page's; undefined for the page's own. */
export async function otherLibrary(
  library: LibraryLive | undefined,
  own: string | undefined,
  importModule: (url: string) => Promise<object> = (url) => import(/* @vite-ignore */ url) as Promise<object>,
): Promise<OtherLibrary | undefined> {
  const [url] = Object.values(library?.imports ?? {});
  if (library?.styles === undefined || library.styles === own || url === undefined) return undefined;
  // The app has it already: this asks for nothing.
  const { UiProvider: Provider } = (await importModule(url)) as { readonly UiProvider?: Provider };
  return { styles: library.styles, Provider };
}

const made = new WeakMap<ComponentType, Map<string, ComponentType>>();

/**
 * `Component` below the styles it was made for. The same component each time it is asked for, or what is shown would be
 * drawn anew.
 * @param library undefined: it runs with the page's own
 */
export function styledBy(Component: ComponentType, library: OtherLibrary | undefined): ComponentType {
  const key = library?.styles ?? '';
  const known = made.get(Component) ?? new Map<string, ComponentType>();
  made.set(Component, known);
  const styled = known.get(key) ?? place(Component, library);
  known.set(key, styled);
  return styled;
}

function place(Component: ComponentType, library: OtherLibrary | undefined): ComponentType {
  return function StyledBy(props: object) {
    const around = use(Styles);
    if (around === library?.styles) return <Component {...props} />;
    return (
      <Place library={library}>
        <Component {...props} />
      </Place>
    );
  };
}

function Place({ library, children }: { readonly library: OtherLibrary | undefined; readonly children: ReactNode }) {
  const { router } = useShell();
  const styles = library?.styles ?? document.documentElement.dataset['ui'] ?? '';
  const Provider = library === undefined ? UiProvider : (library.Provider ?? NoProvider);
  return (
    <Styles value={library?.styles}>
      <div data-ui={styles} style={{ display: 'contents' }}>
        <Provider navigate={router.navigation.navigate} overlays={() => overlaysOf(styles)}>
          {children}
        </Provider>
      </div>
    </Styles>
  );
}

const NoProvider: Provider = ({ children }) => children;

/** At the end of the body, as for everybody; below its own styles. */
function overlaysOf(styles: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`body > [data-ui="${styles}"]`);
  if (found !== null) return found;
  const made = document.createElement('div');
  made.dataset['ui'] = styles;
  document.body.append(made);
  return made;
}
