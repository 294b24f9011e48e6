/** The packages, apps and other rooms that say in their package.json that they use React. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param {string} root @returns {string[]} folders, from the root, with slashes */
export function roomsWithReact(root) {
  const { workspaces } = read(join(root, 'package.json'));
  return globSync(
    workspaces.map((room) => `${room}/package.json`),
    { cwd: root },
  )
    .filter((file) => {
      const { dependencies, devDependencies, peerDependencies } = read(join(root, file));
      return 'react' in { ...dependencies, ...devDependencies, ...peerDependencies };
    })
    .map((file) => dirname(file).replaceAll('\\', '/'));
}

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
