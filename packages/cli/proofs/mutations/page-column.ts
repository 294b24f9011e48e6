/**
 * Changes to what apps share and where they meet on the page, and whether they break anybody: the page is put together and
 * looked at, by hand. Shares nothing with the gate's rules.
 */
import type { AppContract, ShellContract } from '@tessera/contracts';
import type { ContractOf } from '@tessera/contracts/gate';
import type { Random } from '@tessera/contracts/testing';

export interface PageChange {
  readonly what: string;
  readonly candidate: ContractOf;
}

type App = Extract<ContractOf, { kind: 'app' }>;
type Shell = Extract<ContractOf, { kind: 'shell' }>;

const later = (version: string): string => version.replace(/\d+$/, (patch) => String(Number(patch) + 1));

export function mutateShared(shell: Shell, apps: readonly App[], random: Random): PageChange {
  if (random.chance(0.5)) {
    const provides = structuredClone(shell.contract.provides);
    const name = random.pick(Object.keys(provides));
    const [major, minor, patch] = provides[name]!.version.split('.').map(Number) as [number, number, number];
    const version = random.pick([
      `${major + 1}.0.0`,
      `${major}.${minor + 1}.0`,
      `${major}.${minor}.${patch + 1}`,
      `${major - 1}.9.9`,
      `${major}.${Math.max(0, minor - 1)}.0`,
    ]);
    // React and everything that comes with it move together, mostly.
    const together = random.chance(0.7)
      ? Object.keys(provides).filter((one) => one.split('/')[0]!.startsWith('react') === name.startsWith('react'))
      : [name];
    for (const one of together) provides[one] = { ...provides[one]!, version };
    return {
      what: `the frame provides ${together.join(', ')} ${version}`,
      candidate: { ...shell, version: later(shell.version), contract: { ...shell.contract, provides } },
    };
  }
  const app = random.pick(apps);
  const name = random.pick(Object.keys(app.contract.shared));
  const [major, minor] = app.contract.shared[name]!.replace(/^\D+/, '').split('.').map(Number) as [number, number];
  const range = random.pick([
    `^${major}.0.0`,
    `^${major}.${minor}.0`,
    `^${major}.${minor + 1}.0`,
    `^${major + 1}.0.0`,
    `^${Math.max(1, major - 1)}.0.0`,
  ]);
  return {
    what: `${app.module} needs ${name} ${range}`,
    candidate: {
      ...app,
      version: later(app.version),
      contract: { ...app.contract, shared: { ...app.contract.shared, [name]: range } },
    },
  };
}

/** Undefined when everybody finds what they need in the one frame there is, or in a library beside it. */
export function findUnshared(candidate: ContractOf, live: readonly ContractOf[]): string | undefined {
  const all = live.map((one) => (one.module === candidate.module ? candidate : one));
  const frame = all.find((one) => one.kind === 'shell')!.contract as ShellContract;
  if (frame.provides['react']!.version !== frame.provides['react-dom']!.version) return 'two Reacts';
  const libraries = all.flatMap((one) => (one.kind === 'library' ? [one.contract.provides] : []));
  const provided = Object.assign({}, ...libraries, frame.provides) as ShellContract['provides'];
  for (const app of all) {
    if (app.kind === 'service') continue;
    for (const [name, range] of Object.entries(app.contract.shared)) {
      const version = provided[name]?.version;
      if (version === undefined || !inCaret(version, range))
        return `${app.module} wants ${name} ${range} and gets ${version ?? 'none'}`;
    }
  }
  return undefined;
}

/** `^1.2.3` of a major above 0, by the words of the definition: the same major, and not older. */
function inCaret(version: string, range: string): boolean {
  const [a, b, c] = version.split('.').map(Number) as [number, number, number];
  const [x, y, z] = range.slice(1).split('.').map(Number) as [number, number, number];
  return a === x && (b > y || (b === y && c >= z));
}

export function mutatePlaces(apps: readonly App[], random: Random): PageChange | undefined {
  const app = random.pick(apps);
  const contract: AppContract = structuredClone(app.contract);
  const { slots, routes, commands } = contract.contributions;
  const other = random.pick(apps.filter((one) => one !== app)).contract.contributions;
  const made = (what: string): PageChange => ({
    what: `${app.module} ${what}`,
    candidate: { ...app, version: later(app.version), contract },
  });
  switch (random.int(10)) {
    case 0:
      if (slots.offers.length === 0) return undefined;
      slots.offers = slots.offers.map((one) => one.replace(/v(\d+)$/, (_, major: string) => `v${Number(major) + 1}`));
      delete slots.gives;
      return made('offers the next version only');
    case 1:
      slots.offers.push(`${app.module}/footer/v1`);
      return made('offers another slot');
    case 2:
      slots.fills.push(
        random.pick(
          apps
            .filter((one) => one !== app)
            .flatMap((one) => [...one.contract.contributions.slots.offers, `${one.module}/nowhere/v1`]),
        ),
      );
      return made(`fills ${slots.fills.at(-1)}`);
    case 3: {
      const [slot, given] = Object.entries(slots.gives ?? {})[0] ?? [];
      if (slot === undefined || typeof given !== 'object') return undefined;
      const [name] = Object.keys(given.properties ?? {});
      const change = random.pick<object>([
        { [name!]: { type: 'integer' } },
        { more: { type: 'string' } },
        { [name!]: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      ]);
      slots.gives = { ...slots.gives, [slot]: { ...given, properties: { ...given.properties, ...change } } };
      return made(`gives ${JSON.stringify(change)}`);
    }
    case 4: {
      const [slot, needed] = Object.entries(slots.needs ?? {})[0] ?? [];
      if (slot === undefined || typeof needed !== 'object') return undefined;
      const name = random.pick(['price', ...Object.keys(needed.properties ?? {})]);
      const isMore = random.chance(0.5);
      const properties = { ...needed.properties, [name]: { type: 'string' } };
      slots.needs = {
        ...slots.needs,
        [slot]: isMore
          ? { ...needed, properties, required: [...new Set([...(needed.required ?? []), name])] }
          : { ...needed, required: (needed.required ?? []).filter((one) => one !== name) },
      };
      return made(`needs ${isMore ? 'also' : 'less of'} ${name}`);
    }
    case 5:
    case 6: {
      const taken = random.chance(0.5) ? random.pick(other.routes).path : `/${app.module}/made-up-${random.int(9)}`;
      routes.push({ path: random.chance(0.5) ? taken : taken.replace(/\$\w+/, '$other'), page: 'p', title: 'x' });
      return made(`claims ${routes.at(-1)!.path}`);
    }
    case 7: {
      const id = random.chance(0.5) ? (other.commands[0]?.id ?? 'none.x') : `${app.module}.made-up`;
      commands.push({ id, label: 'x' });
      return made(`has the command ${id}`);
    }
    case 8:
      if (routes.length < 2) return undefined;
      routes.pop();
      return made('gives up a path');
    default:
      commands.length = 0;
      return made('has no commands');
  }
}

/** The page with the candidate in it: every filling is shown and gets its props, every address and command has one owner. */
export function findMisplaced(candidate: ContractOf, live: readonly ContractOf[]): string | undefined {
  const apps = live.flatMap((one) =>
    one.kind !== 'app' ? [] : [one.module === candidate.module ? (candidate as App) : one],
  );
  for (const filler of apps) {
    const { fills, needs = {} } = filler.contract.contributions.slots;
    for (const slot of fills) {
      const owner = apps.find((one) => one.module === slot.split('/')[0]);
      if (owner === undefined) continue;
      const { offers, gives = {} } = owner.contract.contributions.slots;
      if (!offers.includes(slot)) return `${slot} is shown nowhere`;
      const [given, needed] = [gives[slot], needs[slot]] as unknown as [FlatProps?, FlatProps?];
      for (const name of needed?.required ?? []) {
        const [from, to] = [given?.properties[name], needed!.properties[name]];
        if (given !== undefined && (from === undefined || from.type !== to?.type))
          return `${slot}: ${name} is ${JSON.stringify(from)}`;
      }
    }
  }
  const addresses = new Map<string, string>();
  for (const app of apps) {
    for (const { path } of app.contract.contributions.routes) {
      const address = path.replaceAll(/\$\w+/g, 'ANY');
      if ((addresses.get(address) ?? app.module) !== app.module) return `${path} has two owners`;
      addresses.set(address, app.module);
    }
    for (const { id } of app.contract.contributions.commands) {
      if ((addresses.get(id) ?? app.module) !== app.module) return `${id} has two owners`;
      addresses.set(id, app.module);
    }
  }
  return undefined;
}

/** The slots of this repository hand over flat props. */
interface FlatProps {
  readonly properties: Readonly<Record<string, { readonly type?: string }>>;
  readonly required?: readonly string[];
}
