/** Looking for what must be gone: in every file below a folder, in every writing it could be kept in. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Trace {
  readonly file: string;
  readonly what: string;
}

/** Texts also in lower case (a search index has them so), as UTF-16, hex and base64; keys as bytes, hex and base64. */
export function findTraces(folder: string, texts: readonly string[], keys: readonly Buffer[]): Trace[] {
  const needles = [
    ...texts.flatMap((text) => [text, text.toLowerCase()].flatMap((one) => writings(Buffer.from(one), one))),
    ...texts.map((text) => ({ what: `"${text}" in UTF-16`, bytes: Buffer.from(text, 'utf16le') })),
    ...keys.flatMap((key) => writings(key, 'a key')),
  ];
  const traces: Trace[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const content = readFileSync(file);
    for (const { what, bytes } of needles) if (content.includes(bytes)) traces.push({ file, what });
  }
  return traces;
}

function writings(bytes: Buffer, name: string) {
  const found = [
    { what: `"${name}"`, bytes },
    { what: `"${name}" in hex`, bytes: Buffer.from(bytes.toString('hex')) },
    { what: `"${name}" in upper hex`, bytes: Buffer.from(bytes.toString('hex').toUpperCase()) },
  ];
  // Three ways to fall on base64's groups; the letters at the ends depend on neighbours.
  for (let before = 0; before < 3; before++) {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const start = Math.ceil((before * 8) / 6);
    const end = Math.floor((padded.length * 8) / 6);
    for (const code of ['base64', 'base64url'] as const) {
      found.push({ what: `"${name}" in ${code}`, bytes: Buffer.from(padded.toString(code).slice(start, end)) });
    }
  }
  return found;
}
