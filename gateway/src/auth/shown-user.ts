import type { User } from '@tessera/contracts';

/** What a page is told of who is signed in: no more than it shows. */
export function shownUser({ id, name, roles }: User): User {
  return { id, name, roles };
}
