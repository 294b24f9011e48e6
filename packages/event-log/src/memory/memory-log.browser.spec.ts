import { describeEventLog } from '../contract-suite/index.ts';
import { createMemoryLog } from './memory-log.ts';

describeEventLog(
  'memory, in a page',
  { create: async (options) => createMemoryLog(options) },
  { share: 'in one process' },
);
