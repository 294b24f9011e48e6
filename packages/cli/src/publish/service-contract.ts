/** The contract of a service from its code: what it says about itself, and where in its source it reads others' events. */
import { parseServiceContract, type ServiceContract } from '@tessera/contracts';
import { contractOf, type ServiceDefinition } from '@tessera/service-kit';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CliError, messageOf } from '../errors/cli-error.ts';

/** Imports `src/service.ts`, which is pure: nothing runs, nothing is opened. */
export async function readServiceContract(module: string, folder: string): Promise<ServiceContract> {
  const contract = contractOf(await loadService(module, folder));
  const places = eventPlaces(folder);
  const consumes = Object.entries(contract.consumes).map(([event, read]) => {
    const source = places.get(event);
    return [event, source === undefined ? read : { ...read, source }];
  });
  return parseServiceContract({ ...contract, consumes: Object.fromEntries(consumes) }, module);
}

export async function loadService(module: string, folder: string): Promise<ServiceDefinition> {
  const file = join(folder, 'src', 'service.ts');
  if (!existsSync(file)) {
    throw new CliError('BUILD_FAILED', `${module} has no src/service.ts`, {
      advice: 'Write it: `export const orders = defineService({ … })`.',
    });
  }
  let exports: Readonly<Record<string, unknown>>;
  try {
    exports = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new CliError('BUILD_FAILED', `${module}: src/service.ts cannot be loaded`, {
      why: messageOf(error),
      advice: 'It is imported as it is: a definition does no I/O and needs nothing but zod and service-kit.',
      cause: error,
    });
  }
  const [service, ...more] = Object.values(exports).filter(isService);
  if (service !== undefined && more.length === 0) return service;
  throw new CliError(
    'BUILD_FAILED',
    `${module}: src/service.ts exports ${service ? 'several services' : 'no service'}`,
    {
      advice: 'Export the one value that defineService gives.',
    },
  );
}

function isService(value: unknown): value is ServiceDefinition {
  const expected = ['name', 'schema', 'events', 'consumes', 'streams', 'projections'];
  return typeof value === 'object' && value !== null && expected.every((key) => Object.hasOwn(value, key));
}

const consumedKey = /^\s*(['"])([a-z][\w-]*\.[A-Z]\w*)\1\s*:/;

/** Where each consumed event is declared: the key `'orders.OrderPlaced':` of `consumes`, in the file that has most of them. */
function eventPlaces(folder: string): Map<string, { file: string; line: number }> {
  const source = join(folder, 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('.spec.'))
    .map((name) => {
      const lines = readFileSync(join(source, name), 'utf8').split('\n');
      const found = lines.flatMap((text, index) => {
        const event = consumedKey.exec(text)?.[2];
        return event === undefined ? [] : [{ event, line: index + 1 }];
      });
      return { file: relative(folder, join(source, name)).replaceAll('\\', '/'), found };
    });
  // Projections and policies have such keys, too; the declaration names every event, so it goes first.
  const places = new Map<string, { file: string; line: number }>();
  const isDeclaration = (file: string) => Number(/consumes\.ts$/.test(file));
  files.sort((a, b) => isDeclaration(b.file) - isDeclaration(a.file) || b.found.length - a.found.length);
  for (const { file, found } of files)
    for (const { event, line } of found) if (!places.has(event)) places.set(event, { file, line });
  return places;
}
