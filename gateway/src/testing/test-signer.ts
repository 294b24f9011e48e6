/** Keys, and signed compositions in the artifact store as the releases service writes them. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  compositionFile,
  compositionFolder,
  pointerFile,
  readSigningKey,
  signComposition,
} from '@tessera/contracts/signed';
import type { SigningKey, UnsignedComposition } from '@tessera/contracts/signed';
import { writeFileAtomically } from '../artifacts/write-file.ts';

export interface TestSigner {
  /** Of the public keys the gateway trusts. */
  readonly keysFile: string;
  /** Of `production`, where the pointer and the files are. */
  readonly folder: string;
  readonly key: SigningKey;
  /** Of the key that the gateway signs previews by; and the key. */
  readonly previewKeyFile: string;
  readonly previewKey: SigningKey;
  sign(
    composition: Partial<UnsignedComposition> & Pick<UnsignedComposition, 'revision'>,
    by?: SigningKey,
  ): Promise<string>;
  /** Puts a text into the store under this revision, and lets the pointer name it. */
  put(revision: string, text: string): Promise<void>;
  publish(composition: Partial<UnsignedComposition> & Pick<UnsignedComposition, 'revision'>): Promise<void>;
  /** A pair whose public part nobody trusts until `trust`. */
  newKey(kid: string): Promise<SigningKey>;
  /** The gateway trusts exactly these from now on. */
  trust(...kids: string[]): Promise<void>;
  /** Previews are signed by a new key of this name, and those of these names are trusted. Answers the file of the public ones. */
  exchangePreviewKey(kid: string | undefined, ...trusted: string[]): Promise<string>;
}

export async function createTestSigner(dataFolder: string, environment = 'production'): Promise<TestSigner> {
  const keysFile = join(dataFolder, 'composition-keys.json');
  const folder = join(dataFolder, 'artifacts', compositionFolder, environment);
  const publicParts = new Map<string, object>();

  const newKey = (kid: string): Promise<SigningKey> => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    publicParts.set(kid, { ...publicKey.export({ format: 'jwk' }), kid });
    return readSigningKey(JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid }));
  };
  const trust: TestSigner['trust'] = (...kids) =>
    writeFileAtomically(keysFile, JSON.stringify({ keys: kids.map((kid) => publicParts.get(kid)) }));

  const previewKeyFile = join(dataFolder, 'preview-key.jwk');
  const previewKeysFile = join(dataFolder, 'preview-keys.json');
  const newPreviewKey = async (kid: string): Promise<string> => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    publicParts.set(kid, { ...publicKey.export({ format: 'jwk' }), kid });
    const text = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid });
    await writeFileAtomically(previewKeyFile, text);
    return text;
  };
  const previewKey = await readSigningKey(await newPreviewKey('p1'));
  const key = await newKey('k1');
  await trust('k1');
  const signer: TestSigner = {
    keysFile,
    folder,
    key,
    previewKeyFile,
    previewKey,
    newKey,
    trust,
    async exchangePreviewKey(kid, ...trusted) {
      if (kid !== undefined) await newPreviewKey(kid);
      const keys = trusted.map((each) => publicParts.get(each));
      await writeFileAtomically(previewKeysFile, JSON.stringify({ keys }));
      return previewKeysFile;
    },
    sign: (composition, by = key) =>
      signComposition({ environment, issued: new Date().toISOString(), rows: [], ...composition }, by),
    async put(revision, text) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, compositionFile(revision)), text);
      await writeFileAtomically(join(folder, pointerFile), compositionFile(revision));
    },
    async publish(composition) {
      await signer.put(composition.revision, await signer.sign(composition));
    },
  };
  return signer;
}
