/** An operation as a module published it: what a program that is not the module has to send. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Product } from './product.ts';

export interface PublishedOperation {
  /** `<module>@<version>` */
  readonly app: string;
  readonly hash: string;
}

export async function publishedOperation({ data }: Product, module: string, name: string): Promise<PublishedOperation> {
  const folder = join(data, 'artifacts', module);
  const [version] = await readdir(folder);
  const manifest = JSON.parse(await readFile(join(folder, version!, 'manifest.json'), 'utf8')) as {
    contract: { operations: { name: string; hash: string }[] };
  };
  const found = manifest.contract.operations.find((operation) => operation.name === name);
  if (found === undefined) throw new Error(`${module}@${version} publishes no operation ${name}`);
  return { app: `${module}@${version}`, hash: found.hash };
}
