#!/usr/bin/env node
/**
 * The `tessera` command. Plain JavaScript that any Node from 20 on can read: it re-executes itself on the Node that
 * Tessera is pinned to, and only then loads the command, which is TypeScript run from source.
 */
import { fileURLToPath } from 'node:url';
import { environmentFor, findNode, isNewEnough, requiredMajor } from '../../../tools/bootstrap/node24.mjs';
import { run } from '../../../tools/bootstrap/run.mjs';

if (isNewEnough(process.version)) {
  // Half of what a short command takes is reading its own sources; the services of a started product share the cache.
  // Imported here, since a Node that is too old for it must get as far as the other branch.
  const { enableCompileCache } = await import('node:module');
  enableCompileCache(fileURLToPath(new URL('../../../.tessera/compile-cache', import.meta.url)));
  const { main } = await import('../src/main.ts');
  await main(process.argv.slice(2));
} else {
  const node = findNode();
  if (node) {
    const self = fileURLToPath(import.meta.url);
    process.exitCode = await run(node, [self, ...process.argv.slice(2)], { env: environmentFor(node), ipc: true });
  } else {
    console.error(
      `tessera runs on Node ${requiredMajor}, and this is ${process.version}.\n` +
        '  do:  run `npm start` (or `npm run generate`) once in the repository; it installs the pinned Node.',
    );
    process.exitCode = 1;
  }
}
