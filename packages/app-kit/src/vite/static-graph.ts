/** What a browser needs of a build before it can run it: from the bundler's real graph. */
import type { Rolldown } from 'vite';

type Bundle = Readonly<Record<string, Rolldown.OutputChunk | Rolldown.OutputAsset>>;

/** `files` and everything they import statically, in the order it is needed, without `files` that are `except`. */
export function staticGraph(bundle: Bundle, files: readonly string[], except: readonly string[] = []): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const file = bundle[name];
    if (file?.type !== 'chunk' || found.has(name)) return;
    found.add(name);
    file.imports.forEach(visit);
  };
  files.forEach(visit);
  return [...found].filter((name) => !except.includes(name));
}

/** By file name. */
export function bundleOf(output: Rolldown.RolldownOutput): Bundle {
  return Object.fromEntries(output.output.map((file) => [file.fileName, file]));
}

export function chunksOf(bundle: Bundle): Rolldown.OutputChunk[] {
  return Object.values(bundle).filter((file) => file.type === 'chunk');
}
