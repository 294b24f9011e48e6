/** `tessera key list | rotate | retire`: the keys that compositions and previews are signed by (docs/how-to/composition-keys.md). */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../commands/context.ts';
import type { DataFolder } from '../data-folder/paths.ts';
import {
  publicKeysIn,
  retireSigningKey,
  rotateSigningKey,
  signedThings,
  signingKeyId,
  type Signed,
} from '../data-folder/signing-keys.ts';
import { CliError } from '../errors/cli-error.ts';
import { renderTable } from '../terminal/table.ts';

export function listKeys({ data, output }: Context): void {
  const keys = signedThings.flatMap((signed) => {
    const signing = signingKeyId(data.secrets, signed);
    return publicKeysIn(data.secrets, signed).map(({ kid }) => ({ kid, of: `${signed}s`, signs: kid === signing }));
  });
  output.data(keys);
  if (keys.length === 0) return output.print('There are no keys yet: `tessera start` makes them.');
  const { style } = output;
  const rows = keys.map(({ kid, of, signs }) => [kid, of, signs ? style.good('signs') : 'still trusted']);
  output.print(renderTable([['key', 'of', ''].map(style.dim), ...rows]));
}

export interface RotateOptions {
  /** That of previews instead of that of compositions. */
  readonly previews?: boolean;
}

export function rotateKey({ data, output }: Context, { previews = false }: RotateOptions): void {
  const signed: Signed = previews ? 'preview' : 'composition';
  if (signingKeyId(data.secrets, signed) === undefined) {
    throw new CliError('NOT_FOUND', `There is no key in ${data.secrets} to exchange`, {
      advice: '`tessera start` makes the first one; name the data folder of the product with --data.',
    });
  }
  const kid = rotateSigningKey(data.secrets, signed);
  output.data({ kid });
  const next = previews
    ? 'Previews that were made go on. To end them, or once their time is over: tessera key retire <key>'
    : 'Once `tessera doctor` names it, end them: tessera key retire <key>';
  output.print(`${output.style.good('✓')} ${kid} signs from now on; the keys before it are still trusted. ${next}`);
}

export function retireKey({ data, output }: Context, kid: string): void {
  const signed = signedThings.find((each) => publicKeysIn(data.secrets, each).some((key) => key.kid === kid));
  if (signed === undefined)
    throw new CliError('NOT_FOUND', `There is no key "${kid}"`, { advice: '`tessera key list` lists them.' });
  if (kid === signingKeyId(data.secrets, signed)) {
    throw new CliError('REFUSED', `${kid} is the key that is signed with`, {
      why: `no gateway would take a ${signed} any more`,
      advice: `Make another first: tessera key rotate${signed === 'preview' ? ' --previews' : ''}`,
    });
  }
  const copy = signed === 'composition' ? copiesSignedBy(data, kid)[0] : undefined;
  if (copy !== undefined) {
    throw new CliError('REFUSED', `${kid} is still needed`, {
      why: `${copy} is signed by it, and a gateway could not start from that any more`,
      advice: 'The releases service signs anew within seconds of a rotation; `tessera doctor` says by what.',
    });
  }
  retireSigningKey(data.secrets, signed, kid);
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
