/**
 * Building a service: one ES module for Node with everything it brings along. What the platform has (the kit, the log, and what is
 * part of their interface) stays outside, so that all services of a product run on one kit.
 */
import { isPlatformImport } from '@tessera/service-kit/node/release';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

export const serviceEntry = 'service.mjs';

/** Undefined when it has no `src/main.ts`: then somebody else runs it, and what is published is what it promises. */
export async function buildService(folder: string, outDir: string): Promise<{ readonly entry: string } | undefined> {
  const main = join(folder, 'src', 'main.ts');
  if (!existsSync(main)) return undefined;
  await build({
    root: folder,
    configFile: false,
    publicDir: false,
    mode: 'production',
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: main,
      outDir,
      emptyOutDir: true,
      target: 'node24',
      // Names stay: they are in stack traces, and in what a fold is told apart by.
      minify: false,
      sourcemap: false,
      reportCompressedSize: false,
      rolldownOptions: {
        external: isPlatformImport,
        // Comments with paths relative to where this was started: the same sources would be another release elsewhere.
        experimental: { attachDebugInfo: 'none' },
        output: { format: 'es', entryFileNames: serviceEntry, codeSplitting: false },
      },
    },
  });
  return { entry: serviceEntry };
}
