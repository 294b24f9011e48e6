/** Mail as files, for where there is no mail server: one `.eml` per mail, which every mail program opens. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EffectPort } from '@tessera/service-kit';
import { brightwater, messageOf, type Sender } from './mail.ts';

export interface SpoolMailOptions {
  /** Made when it is not there, readable by its owner only. */
  readonly folder: string;
  /** @default Brightwater's */
  readonly sender?: Sender;
}

export function createSpoolMail({ folder, sender = brightwater }: SpoolMailOptions): EffectPort {
  return {
    async make(request, { key }) {
      const { createTransport } = await import('nodemailer');
      const composer = createTransport({ streamTransport: true, buffer: true });
      const { message } = await composer.sendMail(messageOf(request, key, sender));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // Whole or not at all; a repeat is the same file.
      const path = join(folder, `${key}.eml`);
      await writeFile(`${path}.part`, message as Buffer, { mode: 0o600 });
      await rename(`${path}.part`, path);
    },
  };
}
