/** A place in one app's page that other apps fill. */
import { use, useState, useSyncExternalStore, type ComponentType } from 'react';
import { AppBoundary } from '../failure/app-boundary.tsx';
import type { Filling } from '../host/host.ts';
import { useHost } from '../host/host-context.tsx';
import { Suspense } from 'react';

export interface SlotProps {
  /** `<owner>/<slot>/v<major>` */
  readonly name: `${string}/${string}/v${number}`;
  /** Handed to every filling; its shape is the slot's contract. */
  readonly props?: Readonly<Record<string, unknown>>;
}

/** Shows every app's filling of a slot, each on its own: one that is late or fails takes nothing from the others. */
export function Slot({ name, props = {} }: SlotProps) {
  const host = useHost();
  const fillings = useSyncExternalStore(host.onFillings, () => host.fillings(name));
  return fillings.map((filling) => (
    <AppBoundary key={`${filling.app.name}@${filling.app.version}`} app={filling.app} place={name}>
      <Suspense fallback={null}>
        <Filled filling={filling} props={props} />
      </Suspense>
    </AppBoundary>
  ));
}

function Filled({ filling, props }: { readonly filling: Filling; readonly props: Readonly<Record<string, unknown>> }) {
  // Kept for as long as the filling is shown: what has loaded once is not asked for again.
  const [loading] = useState(() => filling.load());
  const Component = use(loading) as ComponentType<Readonly<Record<string, unknown>>>;
  return <Component {...props} />;
}
