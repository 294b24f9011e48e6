/** The console's pages beside each other; on a phone a row that scrolls sideways. */
import { Link, usePlace } from '@tessera/app-kit';
import { useEffect, useRef } from 'react';
import { useEnvironment } from './environment.ts';

const places = [
  { to: '/releases', label: 'Live' },
  { to: '/releases/deploy', label: 'Can I deploy' },
  { to: '/releases/dependencies', label: 'Dependencies' },
  { to: '/releases/tabs', label: 'Open tabs' },
  { to: '/releases/refused', label: 'Refused' },
  { to: '/releases/delivery', label: 'Delivery' },
  { to: '/releases/history', label: 'History' },
] as const;

export function ConsoleNav() {
  const { path } = usePlace();
  const { hrefOf } = useEnvironment();
  // A module's panel is open beside the list of what is live.
  const here = places.some(({ to }) => to === path) ? path : '/releases';
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // Where there is no room for all, the one that is open may be out of sight.
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [here]);
  return (
    <nav ref={nav} aria-label="Release console" className="releases-nav">
      <ul>
        {places.map(({ to, label }) => (
          <li key={to}>
            <Link to={hrefOf(to)} className="releases-nav__link" {...(to === here ? { 'aria-current': 'page' } : {})}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
