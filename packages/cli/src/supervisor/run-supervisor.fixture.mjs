/** A supervisor in a process of its own, for tests that kill it: `node run-supervisor.fixture.mjs <root> <data> <port>`. */
import { dataFolder } from '../data-folder/paths.ts';
import { startSupervisor } from './supervisor.ts';

const [root, data, port] = process.argv.slice(2);
const supervisor = await startSupervisor({
  root,
  data: dataFolder(root, { flag: data, cwd: root }),
  port: Number(port),
});
await supervisor.whenReady();
supervisor.announceReady();
