/** Deploy tokens as the CLI writes them and as the gateway reads them: wrong team, revoked, expired, old files. */
import { parseTeams } from '@tessera/contracts';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Context } from '../commands/context.ts';
import { dataFolder, type DataFolder } from '../data-folder/paths.ts';
import { ensureSecrets, readDeployToken } from '../data-folder/secrets.ts';
import { createStyle } from '../terminal/style.ts';
import { runTessera } from '../testing/run-tessera.ts';
import { createToken, listTokens, revokeToken } from './commands.ts';
import { changeTokens, hashOf, readTokens, tokensFile } from './token-file.ts';

/** The gateway's own reader, at run time: a package may not depend on the gateway, but what one writes the other must read. */
interface GatewayTokens {
  createDeployTokens(
    file: string,
    log: never,
    now: () => number,
  ): { teamOf(token: string): Promise<string | undefined> };
}
const reader = new URL('../../../../gateway/src/auth/deploy-tokens.ts', import.meta.url).href;
const { createDeployTokens } = (await import(/* @vite-ignore */ reader)) as GatewayTokens;

let root: string;
let data: DataFolder;
let shown: unknown[];
let printed: string[];
let now: number;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tessera-tokens-'));
  data = dataFolder(root, { flag: join(root, 'data'), env: undefined, cwd: root });
  mkdirSync(data.secrets, { recursive: true });
  const teams = { orders: { name: 'Orders', contact: '#o' }, catalog: { name: 'Catalog', contact: '#c' } };
  writeFileSync(join(root, 'teams.json'), JSON.stringify(parseTeams({ teams, modules: {} })));
  [shown, printed, now] = [[], [], Date.now()];
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

const context = (): Context => ({
  root,
  cwd: root,
  data,
  output: {
    json: false,
    style: createStyle({ isTTY: false }, {}),
    print: (text) => void printed.push(text),
    data: (value) => void shown.push(value),
    say: () => undefined,
    line: () => Promise.resolve(),
  },
});
const file = () => tokensFile(data.secrets);
const gateway = () => {
  const log = { error: vi.fn() };
  return { log, tokens: createDeployTokens(file(), log as never, () => now) };
};

function create(team: string, expires?: string): { token: string; id: string } {
  createToken(context(), team, expires === undefined ? {} : { expires });
  return shown.at(-1) as { token: string; id: string };
}

describe('a deploy token', () => {
  it('is shown once, kept as a hash, and is its team’s', async () => {
    const { token, id } = create('orders');
    expect(printed[0]).toBe(token);
    expect(readFileSync(file(), 'utf8')).not.toContain(token);
    expect(statSync(file()).mode & 0o077).toBe(0);
    const { tokens } = gateway();
    expect(await tokens.teamOf(token)).toBe('orders');
    expect(await tokens.teamOf(`${token}x`)).toBeUndefined();

    listTokens(context());
    const listed = printed.at(-1)!;
    expect(listed).toContain(id);
    expect(listed).toContain(`…${token.slice(-4)}`);
    for (const secret of [token, hashOf(token)]) expect(JSON.stringify([listed, shown.at(-1)])).not.toContain(secret);
  });

  it('ends when it is revoked, while the gateway runs; the others stay', async () => {
    const [one, other, foreign] = [create('orders'), create('orders'), create('catalog')];
    const { tokens } = gateway();
    expect(await tokens.teamOf(one.token)).toBe('orders');
    revokeToken(context(), one.id);
    expect(await tokens.teamOf(one.token)).toBeUndefined();
    expect(await tokens.teamOf(other.token)).toBe('orders');
    expect(await tokens.teamOf(foreign.token)).toBe('catalog');
    expect(() => revokeToken(context(), one.id)).toThrow('There is no deploy token');
  });

  it('ends when its time is over', async () => {
    const { token } = create('orders', '90d');
    const { tokens } = gateway();
    now += 89 * 86_400_000;
    expect(await tokens.teamOf(token)).toBe('orders');
    now += 2 * 86_400_000;
    expect(await tokens.teamOf(token)).toBeUndefined();
  });

  it.each(['0d', '90', '1w', '-1d', ''])('cannot live for “%s”', (expires) => {
    expect(() => create('orders', expires)).toThrow(/is no lifetime/);
    expect(existsSync(file())).toBe(false);
  });

  it('is for a team that there is', () => {
    expect(() => create('constructor')).toThrow('There is no team "constructor"');
  });
});

describe('the file', () => {
  it('of before tokens had ids is still read, and added to', async () => {
    writeFileSync(file(), JSON.stringify({ orders: hashOf('old-token-1'), catalog: [hashOf('old-token-2')] }));
    const { token } = create('orders');
    const { tokens } = gateway();
    expect(await tokens.teamOf('old-token-1')).toBe('orders');
    expect(await tokens.teamOf('old-token-2')).toBe('catalog');
    expect(await tokens.teamOf(token)).toBe('orders');
  });

  it('accepts nobody when it is broken, and says so', async () => {
    const { token } = create('orders');
    writeFileSync(file(), readFileSync(file(), 'utf8').slice(0, -10));
    const { tokens, log } = gateway();
    expect(await tokens.teamOf(token)).toBeUndefined();
    expect(log.error).toHaveBeenCalled();
  });

  it('keeps what teams were given when the product starts again; a revoked first token is not taken up again', async () => {
    ensureSecrets(data.secrets, ['orders']);
    const first = readDeployToken(data.secrets, 'orders')!;
    const { token } = create('orders');
    ensureSecrets(data.secrets, ['orders', 'catalog']);
    const { tokens } = gateway();
    for (const each of [first, token]) expect(await tokens.teamOf(each)).toBe('orders');
    expect(readTokens(file()).filter(({ team }) => team === 'orders')).toHaveLength(2);

    revokeToken(context(), 'orders-first');
    ensureSecrets(data.secrets, ['orders', 'catalog']);
    expect(await tokens.teamOf(first)).toBeUndefined();
    expect(await tokens.teamOf(readDeployToken(data.secrets, 'orders')!)).toBe('orders');
  });

  it('is as it was when a change fails half-way', () => {
    create('orders');
    const before = readFileSync(file(), 'utf8');
    expect(() =>
      changeTokens(file(), () => {
        throw new Error('half-way');
      }),
    ).toThrow('half-way');
    expect(readFileSync(file(), 'utf8')).toBe(before);
    expect(existsSync(`${file()}.lock`)).toBe(false);
  });
});

it('is made, and nothing is said about it, when nobody reads what is printed', async () => {
  const env = { TESSERA_ROOT: root };
  const ran = await runTessera(['token', 'create', 'orders', '--data', data.root], { env, isUnread: true });
  expect([ran.code, ran.err]).toEqual([0, '']);
  expect(readTokens(tokensFile(data.secrets))).toHaveLength(1);
});
