/**
 * Where signed compositions lie in an artifact store: `.compositions/<environment>/<revision>.jws`, which never change,
 * and beside them `current`, the pointer, which holds the name of the newest. No release can be called `.compositions`.
 */
export const compositionFolder = '.compositions';
export const pointerFile = 'current';

const shape = /^([A-Za-z0-9_-]{1,100}\.[0-9a-z]{1,13}(?:\.[A-Za-z0-9_-]{1,100})?)\.jws$/;

export function compositionFile(revision: string): string {
  const name = `${revision}.jws`;
  if (!shape.test(name)) throw new TypeError(`"${revision}" is no cursor, and names no file.`);
  return name;
}

/** The revision a file's name says it holds; undefined for anything that could not be one's name, such as a path. */
export function revisionOfFile(name: string): string | undefined {
  return shape.exec(name)?.[1];
}
