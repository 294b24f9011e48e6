/** The depot as a process of its own. */
import { runService } from '../node/index.ts';
import { depot } from './depot.ts';

await runService(depot);
