/** `node shell/build/main.ts <folder>`: builds the shell there and prints what each file weighs. */
import { buildShell } from './index.ts';

const [outDir] = process.argv.slice(2);
if (outDir === undefined) throw new Error('Say where to: node shell/build/main.ts <folder>');
const built = await buildShell({ outDir, print: (line) => console.log(line) });
console.log(JSON.stringify(built, null, 2));
