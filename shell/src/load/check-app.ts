import type { App } from '@tessera/app-kit';
import { LoadFailure } from './load-failure.ts';

/** What a release's entry exported, as an app; anything else is a failure that says what was there instead. */
export function checkApp(exported: unknown, module: string, version: string): App {
  const fail = (why: string): never => {
    throw new LoadFailure('WRONG_EXPORT', module, version, why);
  };
  if (typeof exported !== 'object' || exported === null)
    return fail(`its entry exports ${describe(exported)}; it must export the value of defineApp by default`);
  const app = exported as Partial<App>;
  if (app.name !== module) return fail(`its entry exports the app ${JSON.stringify(app.name)}`);
  if (!isRecordOfFunctions(app.pages)) return fail('its pages are not functions that load components');
  return {
    name: module,
    routes: app.routes ?? [],
    pages: app.pages,
    navigation: app.navigation ?? [],
    slots: { offers: app.slots?.offers ?? [], fills: isRecordOfFunctions(app.slots?.fills) ? app.slots.fills : {} },
    commands: app.commands ?? [],
    updates: app.updates ?? 'allow',
  };
}

function isRecordOfFunctions(value: unknown): value is App['pages'] {
  return (
    typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'function')
  );
}

const describe = (value: unknown): string =>
  value === undefined ? 'no default' : value === null ? 'null' : `a ${typeof value}`;
