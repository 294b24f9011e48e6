/** The gateway as a process: told by its environment, ended by its supervisor. */
import { optionsFromEnvironment } from './options.ts';
import { createLog } from './observe/log.ts';
import { startGateway } from './gateway.ts';

const log = createLog(process.env['TESSERA_LOG_LEVEL']);

try {
  const gateway = await startGateway({ ...optionsFromEnvironment(process.env), log });
  process.send?.({ kind: 'listening', port: gateway.port });
  let ending = false;
  const end = (why: string): void => {
    if (ending) return;
    ending = true;
    log.info({ why }, 'ending');
    void gateway.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', () => end('SIGTERM'));
  process.once('SIGINT', () => end('SIGINT'));
  // The supervisor is gone: nobody would restart or stop this process any more.
  process.once('disconnect', () => end('the supervisor has gone'));
} catch (error) {
  log.fatal({ err: error }, (error as Error).message);
  process.exitCode = 1;
  process.disconnect?.();
}
