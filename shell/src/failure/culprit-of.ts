/** Whose code an error came from, by the addresses in its stack: every release's files are below `/_v/<module>/<version>/`. */
export function culpritOf(
  error: unknown,
  isFrame: (module: string) => boolean = (module) => module === 'shell',
): { readonly module: string; readonly version: string } | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const [, module, version] of stack.matchAll(/\/_v\/([a-z0-9-]+)\/([^/\s?#]+)\//g))
    // The frame is in nearly every stack: React calls everything, and apps are made of the library's components.
    if (module !== undefined && version !== undefined && !isFrame(module)) return { module, version };
  return undefined;
}
