/**
 * In the page of `tessera dev`: the virtual platform in the place of the gateway, and what the gateway would have written
 * into the page. Runs before the shell, which knows nothing of it.
 */
import type { BootData, Composition, User } from '@tessera/contracts';
import { createVirtualPlatform, type Scenarios } from '@tessera/virtual';
import { installVirtualFetch } from '@tessera/virtual/fetch';
import type { ServiceDefinition } from '@tessera/service-kit';
import type { DevWorld } from '../dev-world.ts';
import { choicesOf, choose } from './choices.ts';
import { askWho } from './ask-who.ts';
import { createPanel } from './panel.ts';

export interface Person {
  readonly user: User;
  readonly about: string;
}

export interface OnMocks extends DevWorld {
  /** What each service's `src/service.ts` exports. */
  readonly services: readonly Readonly<Record<string, unknown>>[];
  readonly scenarios: Scenarios;
  readonly people: readonly Person[];
}

/** Answers whether the shell is to start. Rejects when an operation does not fit, or a scenario's event its schema. */
export async function startOnMocks(world: OnMocks): Promise<boolean> {
  const { people } = world;
  if (location.pathname === '/auth/sign-in') {
    askWho(people, ({ user }) => {
      choose({ person: user.id });
      location.replace(new URLSearchParams(location.search).get('return') ?? '/');
    });
    return false;
  }
  const choices = choicesOf(world);
  const user = (people.find((one) => one.user.id === choices.person) ?? people[0])!.user;
  const composition = compositionOf(world);
  const panel = createPanel({ people, choices });
  const platform = createVirtualPlatform({
    services: world.services.map(definitionIn),
    scenarios: world.scenarios,
    given: choices.scenario,
    user,
    owners: world.owners,
    ...(choices.isSlow ? { latency: { min: 300, max: 900 } } : {}),
    composition: () => composition,
    onUnexpected(error) {
      console.error(error);
      panel.complain(error);
    },
  });
  installVirtualFetch(platform);
  for (const { app, operations } of world.operations) await platform.publish(operations, app);
  panel.show(platform, world.services.map(definitionIn));
  writeBoot({
    user: { id: user.id, name: user.name, roles: user.roles },
    environment: 'production',
    composition,
    gateway: { version: 'mocks' },
  });
  return true;
}

function definitionIn(exported: Readonly<Record<string, unknown>>): ServiceDefinition {
  const isDefinition = (value: unknown): value is ServiceDefinition =>
    typeof value === 'object' && value !== null && 'projections' in value && 'streams' in value && 'schema' in value;
  const found = Object.values(exported).find(isDefinition);
  if (found !== undefined) return found;
  throw new Error(`A service exports no definition, but only: ${Object.keys(exported).join(', ') || 'nothing'}.`);
}

function compositionOf({ apps }: DevWorld): Composition {
  return {
    revision: '0',
    frame: { version: '0.0.0-local' },
    modules: Object.fromEntries(apps.map((app) => [app.module, app])),
  };
}

function writeBoot(boot: BootData): void {
  const script = document.createElement('script');
  script.type = 'application/json';
  script.id = 'tessera-boot';
  script.textContent = JSON.stringify(boot);
  document.head.append(script);
}
