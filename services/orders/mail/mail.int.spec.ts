/** The confirmation by e-mail, against a real SMTP server: what arrives, what a repeat looks like, what goes wrong. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { createSmtpMail } from './smtp-mail.ts';
import { createSpoolMail } from './spool-mail.ts';
import { mailOf } from './mail-of.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Arrived {
  readonly to: string;
  readonly text: string;
}

/** `answer` may throw what the server says to a recipient. */
async function mailServer(answer: (to: string) => void = () => undefined) {
  const arrived: Arrived[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, callback) {
      try {
        answer(address);
        callback();
      } catch (error) {
        callback(error as Error);
      }
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join();
        arrived.push({ to, text: Buffer.concat(chunks).toString() });
        callback();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { arrived, url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}` };
}

const request = { to: 'ada.marsh@northfield.example', subject: 'Your order BW-1 is confirmed', text: 'Thank you.\n' };
const call = { key: 'orders.sendConfirmation.e.7-0', attempt: 1, signal: new AbortController().signal };

function smtp(url: string) {
  const mail = createSmtpMail({ url });
  closing.unshift(() => mail.close?.());
  return mail;
}

describe('mail over SMTP', () => {
  it('goes to the customer, and a repeat says that it is one', async () => {
    const { arrived, url } = await mailServer();
    const mail = smtp(url);
    await mail.make(request, call);
    await mail.make(request, { ...call, attempt: 2 });
    expect(arrived.map(({ to }) => to)).toEqual(['ada.marsh@northfield.example', 'ada.marsh@northfield.example']);
    const headers = arrived.map(({ text }) => /^Message-ID: (.*)$/m.exec(text)?.[1]?.trim());
    expect(headers).toEqual(Array.from({ length: 2 }, () => `<${call.key}@brightwater.example>`));
    expect(arrived[0]?.text).toMatch(new RegExp(`^Idempotency-Key: ${call.key}\\r?$`, 'm'));
    expect(arrived[0]?.text).toContain('Subject: Your order BW-1 is confirmed');
  });

  it.each([
    [550, 'EffectRefused'],
    [451, 'Error'],
  ])('that is answered with %i ends in %s, and the reason does not name the customer', async (responseCode, name) => {
    const { url } = await mailServer((to) => {
      throw Object.assign(new Error(`no such user ${to}`), { responseCode });
    });
    const failed: unknown = await smtp(url)
      .make(request, call)
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ name, message: expect.stringContaining(String(responseCode)) as string });
    expect(JSON.stringify([String(failed), failed])).not.toContain('ada.marsh');
  });

  it('to what is no address is refused, and the reason does not name it', async () => {
    const failed: unknown = await smtp('smtp://127.0.0.1:1')
      .make({ ...request, to: 'ada.marsh' }, call)
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: 'EffectRefused', message: expect.stringContaining('to is not') as string });
    expect(String(failed)).not.toContain('ada.marsh');
  });

  it('to a server that is not there can be tried again', async () => {
    await expect(smtp('smtp://127.0.0.1:1').make(request, call)).rejects.toThrow(/ESOCKET|ECONNECTION|ECONNREFUSED/);
  });
});

describe('without a mail server', () => {
  it('mails are private files, one each however often it is written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tessera-mail-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    const mail = createSpoolMail({ folder: join(folder, 'outbox') });
    await mail.make(request, call);
    await mail.make(request, call);
    expect(readdirSync(join(folder, 'outbox'))).toEqual([`${call.key}.eml`]);
    const path = join(folder, 'outbox', `${call.key}.eml`);
    expect(readFileSync(path, 'utf8')).toContain('To: ada.marsh@northfield.example');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('production parks them and says what to set', async () => {
    const mail = mailOf({ TESSERA_ENV: 'production' });
    await expect(mail.make(request, call)).rejects.toThrow('TESSERA_SMTP_URL is not set');
    expect(mail.waits).toEqual([]);
  });
});
