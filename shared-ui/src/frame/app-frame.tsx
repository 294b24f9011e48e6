/** The page's skeleton: rail, top bar, content; on a phone the rail becomes a bottom bar. Knows no app and no router. */
import type { ReactNode } from 'react';

export interface AppFrameProps {
  /** A `Rail`. */
  rail: ReactNode;
  /** A `TopBar`. */
  topBar: ReactNode;
  /** A `BottomBar`; shown on phones only. */
  bottomBar?: ReactNode;
  /** Above everything: a page-wide `Banner`. */
  notice?: ReactNode;
  /** The content; scrolls by itself. */
  children: ReactNode;
}

export function AppFrame({ rail, topBar, bottomBar, notice, children }: AppFrameProps) {
  return (
    <div className="ts-frame">
      <a className="ts-frame__skip" href="#ts-content">
        Skip to content
      </a>
      {notice ? <div className="ts-frame__notice">{notice}</div> : null}
      <div className="ts-frame__rail">{rail}</div>
      <div className="ts-frame__top">{topBar}</div>
      <main className="ts-frame__main" id="ts-content" tabIndex={0}>
        {children}
      </main>
      {bottomBar ? <div className="ts-frame__bottom">{bottomBar}</div> : null}
    </div>
  );
}
