import { join } from 'node:path';
import type { EffectPort } from '@tessera/service-kit';
import { createSmtpMail } from './smtp-mail.ts';
import { createSpoolMail } from './spool-mail.ts';

/**
 * `TESSERA_SMTP_URL`: over SMTP. Without it mails are files in `$TESSERA_DATA/outbox`, except in production, where they
 * are parked with the reason: a mail that nobody sends is no confirmation.
 */
export function mailOf(environment: NodeJS.ProcessEnv): EffectPort {
  const { TESSERA_SMTP_URL: url, TESSERA_DATA: data = '.data', TESSERA_ENV: env } = environment;
  if (url !== undefined && url !== '') return createSmtpMail({ url });
  if (env !== 'production') return createSpoolMail({ folder: join(data, 'outbox') });
  return {
    waits: [],
    async make() {
      throw new Error('TESSERA_SMTP_URL is not set: say which mail server takes the mail, then retry what is parked');
    },
  };
}
