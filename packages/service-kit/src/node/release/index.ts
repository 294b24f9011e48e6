/** Published services: how they are built, and how they are run. */
import { fileURLToPath } from 'node:url';

export { isPlatformImport } from './platform-packages.ts';

/** What Node is given to run a published service; the argument is the release's entry. */
export const releaseRunner = fileURLToPath(new URL('./run-release.ts', import.meta.url));
