import type { Command } from 'commander';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Context } from '../commands/context.ts';
import { dataFolder } from '../data-folder/paths.ts';
import { createProgram } from '../main.ts';
import { environmentOption } from './gateway-options.ts';
import { renderReference } from './reference.ts';
import { families, verbs } from './table.ts';

function commandOf(words: readonly string[]): Command {
  return words.reduce<Command>((at, word) => at.commands.find((command) => command.name() === word)!, createProgram());
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
}

const every = [
  ...verbs.map((verb) => ({ verb, before: [] as string[] })),
  ...families.flatMap(({ name, verbs: below }) => below.map((verb) => ({ verb, before: [name] }))),
].map(({ verb, before }) => {
  const words = [...before, ...verb.usage.split(' ').filter((word) => !/^[<[]/.test(word))];
  return { verb, words, line: `tessera ${words.join(' ')}` };
});

describe('every verb', () => {
  it.each(every)('$line explains itself, with examples of itself', ({ verb, words, line }) => {
    const help = helpOf(commandOf(words));
    expect(help.replace(/\s+/g, ' ')).toContain(verb.summary);
    for (const { flags } of verb.options ?? []) expect(help).toContain(flags);
    expect(verb.examples.length).toBeGreaterThan(0);
    for (const example of verb.examples) {
      expect(help).toContain(example);
      expect(example).toMatch(new RegExp(`(^|\\| )${line}( |$)`));
    }
  });

  it('stands under its heading in its parent’s help', () => {
    for (const { verb, words } of every) {
      const help = helpOf(commandOf(words.slice(0, -1)));
      const heading = help.indexOf(verb.group);
      expect(heading).toBeGreaterThan(-1);
      expect(help.indexOf(`  ${words.at(-1)!}`, heading)).toBeGreaterThan(heading);
      for (let depth = 1; depth < words.length; depth += 1)
        expect(commandOf(words.slice(0, depth)).summary(), words.slice(0, depth).join(' ')).not.toBe('');
    }
  });
});

describe('an environment', () => {
  // `tessera start --environment` says what the processes are told, which is something else.
  const about = every.filter(({ words, verb }) => words[0] !== 'start' && takes(verb, 'env'));

  it('has one name in every verb that can be told one, and one short form', () => {
    expect(about.length).toBeGreaterThan(12);
    for (const { line, words } of about) {
      const option = commandOf(words).options.find(({ long }) => long === '--environment');
      expect([line, option?.short, option?.attributeName()]).toEqual([line, '--env', 'environment']);
    }
  });

  it.each(['--environment', '--env'])('is read from %s', (flag) => {
    for (const { words, line } of about) {
      const command = commandOf(words);
      command.parseOptions([flag, 'staging']);
      expect([line, command.opts()['environment']]).toEqual([line, 'staging']);
    }
  });
});

describe('an environment that is not named', () => {
  const { otherwise } = environmentOption;
  const folder = mkdtempSync(join(tmpdir(), 'tessera-verbs-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const contextOf = (root: string) =>
    ({ data: dataFolder(root, { flag: root, env: undefined, cwd: root }) }) as Context;

  it('is what the product on the data folder serves, unless another gateway is named; else production', () => {
    expect(otherwise?.(contextOf(folder), {})).toBe('production');
    writeFileSync(join(folder, 'environment.json'), JSON.stringify({ serves: 'staging' }));
    expect(otherwise?.(contextOf(folder), {})).toBe('staging');
    expect(otherwise?.(contextOf(folder), { gateway: 'http://127.0.0.1:4000' })).toBe('production');
  });
});

function takes({ options = [] }: (typeof every)[number]['verb'], name: string): boolean {
  return options.some(({ flags }) => flags.includes(`--${name}`));
}

it('is in the reference as it is in the tables', async () => {
  await expect(renderReference()).toMatchFileSnapshot('../../../../docs/reference/cli.md');
});
