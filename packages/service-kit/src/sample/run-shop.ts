/** The shop as a process of its own, for tests that kill it. */
import { runService } from '../node/index.ts';
import { shop } from './shop.ts';

await runService(shop);
