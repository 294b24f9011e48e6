/** The README's and the how-to's example. */
import { expect, it } from 'vitest';
import { createVirtualPlatform } from './index.ts';
import { kiosk } from './sample/kiosk.ts';
import { kitchen } from './sample/kitchen.ts';
import { kioskScenarios, kitchenScenarios } from './sample/scenarios.ts';

it('a guest orders, the kitchen reacts, and the kiosk survives without it', async () => {
  const ada = { id: 'ada', name: 'Ada', roles: ['customer'] };
  // README
  const platform = createVirtualPlatform({
    services: [kiosk, kitchen], // the real definitions
    scenarios: [kioskScenarios, kitchenScenarios],
    given: 'lunch', // history: folded, never reacted to
    user: ada,
    reaction: 0, // policies hear of events at once
  });
  const order = 'mutation { order(commandId: "c-1", dish: "pie") { ticket { id status } } }';
  expect((await platform.execute({ query: order })).errors).toBeUndefined();
  await platform.whenIdle(); // the kitchen has cooked, the kiosk has served

  const pie = '{ tickets { dish status meal { cook } } }';
  const { data } = await platform.execute({ query: pie });
  expect(data!['tickets']).toContainEqual({ dish: 'pie', status: 'SERVED', meal: { cook: 'Remy' } });

  platform.faults.down('kitchen'); // costs its own fields only
  const without = await platform.execute({ query: pie });
  expect(without.data!['tickets']).toContainEqual({ dish: 'pie', status: 'SERVED', meal: null });
  expect(without.errors![0]!.extensions!['code']).toBe('SERVICE_UNAVAILABLE');
  await platform.close();
  // end
});

it('is what the README shows', async () => {
  const { readFile } = await import('node:fs/promises');
  const [spec, readme] = await Promise.all(
    ['./readme.unit.spec.ts', '../README.md'].map((path) => readFile(new URL(path, import.meta.url), 'utf8')),
  );
  const example = spec!
    .slice(spec!.indexOf('  // README\n') + 12, spec!.indexOf('  // end\n'))
    .replaceAll(/^ {2}/gm, '');
  expect(readme).toContain('```ts\n' + example + '```');
});
