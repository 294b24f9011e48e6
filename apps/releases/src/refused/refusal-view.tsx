/** One reason why a release may not go live: the two sides, the exact thing between them, where it is used, what can be done. */
import type { ReleaseRefusalFragment } from '#graphql';
import { PlacesList } from './places-list.tsx';

type Side = ReleaseRefusalFragment['consumer'];

export function RefusalView({ refusal }: { readonly refusal: ReleaseRefusalFragment }) {
  const { code, consumer, provider, subject, message, places, waysOut } = refusal;
  return (
    <li className="releases-reason">
      <p className="releases-reason__what">
        <code>{subject}</code> {message}
      </p>
      <dl className="releases-sides">
        <SideView label="Depends on it" side={consumer} />
        <SideView label="Offers it" side={provider} />
      </dl>
      {places.length === 0 ? null : (
        <div>
          <p className="releases-reason__label">Used in</p>
          <PlacesList places={places} />
        </div>
      )}
      {waysOut.length === 0 ? null : (
        <div>
          <p className="releases-reason__label">{waysOut.length === 1 ? 'Way out' : 'Ways out, any of them'}</p>
          <ul className="releases-ways">
            {waysOut.map((way) => (
              <li key={way}>{sentence(way)}</li>
            ))}
          </ul>
        </div>
      )}
      <p className="releases-reason__code">{code}</p>
    </li>
  );
}

function SideView({ label, side }: { readonly label: string; readonly side: Side }) {
  const { module, version, openTabs, team, contact } = side;
  const isNobody = version === '*';
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span className="releases-name">{isNobody ? 'No live service' : `${module}@${version}`}</span>
        {isNobody ? null : <span className="releases-quiet">{` ${rolesSentence(side)}`}</span>}
        {openTabs > 0 ? (
          <span className="releases-side__tabs">{`${openTabs} open ${openTabs === 1 ? 'tab' : 'tabs'}`}</span>
        ) : null}
        {team ? <span className="releases-quiet">{`Team ${team}, ${contact}`}</span> : null}
      </dd>
    </div>
  );
}

const roleWords: Readonly<Record<string, string>> = {
  candidate: 'to be released',
  stable: 'live',
  canary: 'canary',
  pinned: 'pinned',
  previous: 'rollback target',
  tabs: 'in open tabs',
  serving: 'still answering requests',
};

/** A role this page does not know yet still shows, under its own name. */
export function rolesSentence({ roles }: Pick<Side, 'roles'>): string {
  return roles.map((role) => roleWords[role] ?? role).join(', ');
}

const sentence = (way: string) => `${way.charAt(0).toUpperCase()}${way.slice(1)}`;
