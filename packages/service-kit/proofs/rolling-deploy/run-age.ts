/** One of the four as a process of its own: `run-age.ts post|report old|new`. */
import { runService } from '../../src/node/index.ts';
import { post, reports, type Age } from './ages.ts';

const [service, age] = process.argv.slice(2) as ['post' | 'report', Age];
await runService((service === 'post' ? post : reports)[age]);
