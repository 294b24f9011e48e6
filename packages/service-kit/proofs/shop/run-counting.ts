/** The counting service as a process: `COUNT_REVISION` is its projection's revision. */
import { runService } from '../../src/node/index.ts';
import { countingService } from './counting.ts';

await runService(countingService({ revision: Number(process.env['COUNT_REVISION'] ?? 0), indexed: true }));
