/** Mail over SMTP. nodemailer is loaded with the first mail. */
import { effectRefused, type EffectPort } from '@tessera/service-kit';
import type { Transporter } from 'nodemailer';
import { brightwater, messageOf, type Sender } from './mail.ts';

export interface SmtpMailOptions {
  /** `smtp://user:password@host:port` or `smtps://…` */
  readonly url: string;
  /** @default Brightwater's */
  readonly sender?: Sender;
  readonly waits?: readonly number[];
}

const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

export function createSmtpMail({ url, sender = brightwater, waits }: SmtpMailOptions): EffectPort {
  let opening: Promise<Transporter> | undefined;

  async function open(): Promise<Transporter> {
    const { createTransport } = await import('nodemailer');
    return createTransport({ url, pool: true, maxConnections: 4, ...timeouts });
  }

  return {
    ...(waits === undefined ? {} : { waits }),
    async make(request, { key }) {
      const message = messageOf(request, key, sender);
      const transport = await (opening ??= open());
      try {
        await transport.sendMail(message);
      } catch (error) {
        throw explained(error);
      }
    },
    async close() {
      (await opening)?.close();
    },
  };
}

/** What went wrong, without the server's own words: they may quote the address, and reasons are recorded for ever. */
function explained(error: unknown): Error {
  const { code = 'unknown', responseCode } = error as { readonly code?: string; readonly responseCode?: number };
  const answer = responseCode === undefined ? '' : `, answer ${responseCode}`;
  // 5xx to the recipient or the message: it will be no other next time. A refused sign-in is ours to mend.
  if (responseCode !== undefined && responseCode >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE')) {
    return effectRefused(`the mail server takes no such mail (${code}${answer})`);
  }
  return new Error(`the mail server did not take it (${code}${answer}); see TESSERA_SMTP_URL`);
}
