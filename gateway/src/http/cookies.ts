/** Reads one cookie of a `cookie` header; undefined when it is absent. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}

/** Browsers tell hosts apart, not ports: two environments on one machine would take each other's cookies away. */
export function cookieNameIn(environment: string, name: string): string {
  return environment === 'production' ? name : `${name}_${environment}`;
}
