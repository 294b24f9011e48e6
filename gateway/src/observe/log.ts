import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

/** JSON lines on stdout. Headers, variables and bodies are never logged; what may slip in by mistake is removed. */
export function createLog(level = 'info', destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service: 'gateway' },
    redact: { paths: ['*.authorization', '*.cookie', '*.variables', '*.token', 'headers', '*.headers'], remove: true },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
