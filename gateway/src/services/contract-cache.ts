/** The last contract each service gave, on disk: with them the gateway starts while services are down. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseServiceContract } from '@tessera/contracts';
import type { ServiceContract } from '@tessera/contracts';
import type { Logger } from 'pino';
import { writeFileAtomically } from '../artifacts/write-file.ts';

export interface ContractCache {
  read(service: string): Promise<ServiceContract | undefined>;
  write(service: string, contract: ServiceContract): Promise<void>;
}

export function createContractCache(folder: string, log: Logger): ContractCache {
  const fileOf = (service: string): string => join(folder, `${encodeURIComponent(service)}.json`);
  return {
    async read(service) {
      const file = fileOf(service);
      try {
        return parseServiceContract(JSON.parse(await readFile(file, 'utf8')), service);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
          log.warn({ err: error, file }, 'a cached contract cannot be read; it is fetched anew');
        return undefined;
      }
    },
    async write(service, contract) {
      await mkdir(folder, { recursive: true });
      await writeFileAtomically(fileOf(service), JSON.stringify(contract));
    },
  };
}
