/** How an app says what it is. Free of React, so that Node can read an app's `src/app.ts`. */
import type { Contributions } from '@tessera/contracts';
import type { App, AppDefinition } from './app.ts';
import { issuesOf } from './check-app.ts';

/**
 * An app's default export. Imports nothing and runs nothing of the app; pages and slot fillings are loaded when shown.
 * @throws {AppDefinitionError} with everything that is wrong with it
 */
export function defineApp<const Pages extends string>(definition: AppDefinition<Pages>): App {
  const {
    name,
    routes = [],
    pages = {},
    navigation = [],
    slots = {},
    commands = [],
    updates = 'allow',
    tolerates,
  } = definition;
  const app: App = {
    name,
    routes,
    pages: pages as App['pages'],
    navigation,
    slots: {
      offers: slots.offers ?? [],
      fills: slots.fills ?? {},
      ...(slots.gives === undefined ? {} : { gives: slots.gives }),
      ...(slots.needs === undefined ? {} : { needs: slots.needs }),
    },
    commands,
    updates,
    ...(tolerates === undefined ? {} : { tolerates }),
  };
  const issues = issuesOf(app);
  if (issues.length > 0) throw new AppDefinitionError(name, issues);
  return app;
}

/** What an app adds to the product, as data: what a release's contract holds. */
export function contributionsOf(app: App): Contributions {
  return {
    routes: app.routes.map((route) => ({ ...route })),
    navigation: app.navigation.map((entry) => ({ ...entry })),
    slots: {
      offers: [...app.slots.offers],
      fills: Object.keys(app.slots.fills),
      ...(app.slots.gives === undefined ? {} : { gives: { ...app.slots.gives } }),
      ...(app.slots.needs === undefined ? {} : { needs: { ...app.slots.needs } }),
    },
    commands: app.commands.map((entry) => ({ ...entry })),
    ...(app.updates === 'allow' ? {} : { updates: app.updates }),
    ...(app.tolerates === undefined ? {} : { tolerates: [...app.tolerates] }),
  };
}

/** Thrown by `defineApp`; the message lists every issue. */
export class AppDefinitionError extends Error {
  override readonly name = 'AppDefinitionError';
  readonly code = 'INVALID_APP';
  readonly issues: readonly string[];

  constructor(app: unknown, issues: readonly string[]) {
    super(
      `The app ${JSON.stringify(app)} cannot be defined:\n${issues.map((issue) => `- ${issue}`).join('\n')}\nMend src/app.ts.`,
    );
    this.issues = issues;
  }
}
