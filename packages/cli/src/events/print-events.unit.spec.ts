import { describe, expect, it } from 'vitest';
import { createStyle } from '../terminal/style.ts';
import { createPrinter, type PrintOptions } from './print-events.ts';
import type { FoundEvent } from './read-events.ts';

/** As large as a contract. */
const sdl = 'type Order { id: ID! }\n'.repeat(1_000);
const found: FoundEvent = {
  commit: { stream: 'ev.releases.contract.c', position: 7, time: '2026-05-04T10:00:00.000Z', meta: {}, events: [] },
  event: { id: '7-0', type: 'ContractPublished', version: 1, data: { module: 'orders', sdl } },
};

async function printed(options: PrintOptions, json = false): Promise<string> {
  const lines: string[] = [];
  const ignore = (): void => undefined;
  const line = async (text: string) => void lines.push(text);
  const output = { json, style: createStyle({}, {}), print: ignore, data: ignore, say: ignore, line };
  await createPrinter(output, 'e1', options)(found);
  return lines.join('\n');
}

describe('an event with much data, into a pipe', () => {
  it('is cut, so that it can be read; it begins with what it is about', async () => {
    const [head, data, ...more] = (await printed({})).split('\n');
    expect(head).toContain('ContractPublished');
    expect(data).toMatch(/^ +\{"module":"orders","sdl":".*…$/);
    expect(data).toHaveLength(500);
    expect(more).toEqual([]);
  });

  it.each<[string, PrintOptions, boolean]>([
    ['--full', { full: true }, false],
    ['--pretty', { pretty: true }, false],
    ['--json', {}, true],
  ])('is whole with %s', async (_, options, json) => {
    expect(await printed(options, json)).toContain(JSON.stringify(sdl));
  });
});
