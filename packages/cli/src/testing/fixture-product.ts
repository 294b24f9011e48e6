/** A product of tiny processes for the supervisor's tests: they serve health, know their environment, and nothing else. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolder, type DataFolder } from '../data-folder/paths.ts';

export interface FixtureProduct {
  readonly root: string;
  readonly data: DataFolder;
  /** Replaces a module's main: what it does from its next start on. */
  write(path: string, main: string): void;
  remove(): void;
}

/** Serves `/readyz`, `/healthz` and its environment on `/env`; says when it drains. */
export const fixtureMain = `
import { createServer } from 'node:http';
const server = createServer((request, response) => {
  response.end(request.url === '/env' ? JSON.stringify(process.env) : 'ok');
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening', process.pid));
process.on('SIGTERM', () => {
  console.log('drained', Date.now());
  process.exit(0);
});
`;

export function createFixtureProduct(services: readonly string[] = ['alpha', 'beta']): FixtureProduct {
  const root = mkdtempSync(join(tmpdir(), 'tessera-fixture-'));
  const module = (path: string) => {
    mkdirSync(join(root, path, 'src'), { recursive: true });
    writeFileSync(join(root, path, 'package.json'), JSON.stringify({ name: path, version: '1.2.3', type: 'module' }));
    writeFileSync(join(root, path, 'src', 'main.ts'), fixtureMain);
  };
  module('gateway');
  for (const service of services) module(`services/${service}`);
  const serviceModules = services.map((service) => [
    `${service}-service`,
    { kind: 'service', team: 'one', path: `services/${service}` },
  ]);
  const teams = {
    teams: { one: { name: 'One', contact: '#one' } },
    modules: { ...Object.fromEntries(serviceModules), gateway: { kind: 'gateway', team: 'one', path: 'gateway' } },
  };
  writeFileSync(join(root, 'teams.json'), JSON.stringify(teams));
  return {
    root,
    data: dataFolder(root, { flag: join(root, 'data'), env: undefined, cwd: root }),
    write: (path, main) => writeFileSync(join(root, path, 'src', 'main.ts'), main),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
