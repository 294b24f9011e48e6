/** Paths of casts: `lines[].sku` → `lines`, every element, `sku`. */

/** In a parsed path: every element of the list. */
export const each = Symbol('each');
export type PathToken = string | typeof each;

const part = /^([^.[\]]+)((?:\[\])*)$/;

/** The tokens, or what is wrong with the path. */
export function parsePath(path: string): readonly PathToken[] | { readonly problem: string } {
  const tokens: PathToken[] = [];
  for (const text of path.split('.')) {
    const match = part.exec(text);
    if (match === null) {
      return { problem: `"${path}" is not a path: member names joined by dots, "[]" behind a list, like lines[].sku.` };
    }
    const [, name = '', lists = ''] = match;
    // It would be taken for the object's prototype by half of the world's JSON libraries.
    if (name === '__proto__') return { problem: `"${path}": "__proto__" cannot be a member's name.` };
    tokens.push(name);
    for (let i = 0; i < lists.length; i += 2) tokens.push(each);
  }
  return tokens;
}
