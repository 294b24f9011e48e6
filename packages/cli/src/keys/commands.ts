/** `tessera key list | rotate | retire`: the keys that compositions are signed by (docs/how-to/composition-keys.md). */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../commands/context.ts';
import {
  publicKeysIn,
  retireCompositionKey,
  rotateCompositionKey,
  signingKeyId,
} from '../data-folder/composition-keys.ts';
import type { DataFolder } from '../data-folder/paths.ts';
import { CliError } from '../errors/cli-error.ts';
import { renderTable } from '../terminal/table.ts';

export function listKeys({ data, output }: Context): void {
  const signing = signingKeyId(data.secrets);
  const keys = publicKeysIn(data.secrets).map(({ kid }) => ({ kid, signs: kid === signing }));
  output.data(keys);
  if (keys.length === 0) return output.print('There are no keys yet: `tessera start` makes them.');
  const { style } = output;
  const rows = keys.map(({ kid, signs }) => [kid, signs ? style.good('signs') : 'still trusted']);
  output.print(renderTable([['key', ''].map(style.dim), ...rows]));
}

export function rotateKey({ data, output }: Context): void {
  if (signingKeyId(data.secrets) === undefined) {
    throw new CliError('NOT_FOUND', `There is no key in ${data.secrets} to exchange`, {
      advice: '`tessera start` makes the first one; name the data folder of the product with --data.',
    });
  }
  const kid = rotateCompositionKey(data.secrets);
  output.data({ kid });
  output.print(
    `${output.style.good('✓')} ${kid} signs from now on; the keys before it are still trusted. Once \`tessera doctor\` names it, end them: tessera key retire <key>`,
  );
}

export function retireKey({ data, output }: Context, kid: string): void {
  if (kid === signingKeyId(data.secrets)) {
    throw new CliError('REFUSED', `${kid} is the key that is signed with`, {
      why: 'no gateway would take a composition any more',
      advice: 'Make another first: tessera key rotate',
    });
  }
  const copy = copiesSignedBy(data, kid)[0];
  if (copy !== undefined) {
    throw new CliError('REFUSED', `${kid} is still needed`, {
      why: `${copy} is signed by it, and a gateway could not start from that any more`,
      advice: 'The releases service signs anew within seconds of a rotation; `tessera doctor` says by what.',
    });
  }
  if (!retireCompositionKey(data.secrets, kid)) {
    throw new CliError('NOT_FOUND', `There is no key "${kid}"`, { advice: '`tessera key list` lists them.' });
  }
  output.data({ kid, retired: true });
  output.print(`${output.style.good('✓')} nothing that ${kid} signed is taken any more`);
}

/** Gateways' copies; who signed one stands in its header. */
function copiesSignedBy(data: DataFolder, kid: string): string[] {
  if (!existsSync(data.gateway)) return [];
  const copies = readdirSync(data.gateway).filter((name) => name.endsWith('.jws'));
  return copies.map((name) => join(data.gateway, name)).filter((file) => signerOf(file) === kid);
}

function signerOf(file: string): string | undefined {
  try {
    const [header = ''] = readFileSync(file, 'utf8').split('.');
    return (JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { kid?: string }).kid;
  } catch {
    // Not what a gateway writes: nothing starts from it in any case.
    return undefined;
  }
}
