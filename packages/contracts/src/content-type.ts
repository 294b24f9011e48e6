/** The only kinds of file a release may hold, by extension. The gateway serves by this table, never by what an upload claims. */
const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  graphql: 'text/plain; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  md: 'text/plain; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  woff: 'font/woff',
  wasm: 'application/wasm',
};

/** The content type of a file in a release; undefined when releases hold no such file. */
export function contentTypeOf(path: string): string | undefined {
  return types[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];
}

/** Whether a transfer encoding makes it smaller: text does, pictures and fonts are compressed already. */
export function isCompressible(path: string): boolean {
  const type = contentTypeOf(path) ?? '';
  return type.startsWith('text/') || type.startsWith('application/') || type === 'image/svg+xml';
}
