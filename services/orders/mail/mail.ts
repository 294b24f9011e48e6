/** What the orders service asks of a mail port, and what every mail of its looks like. */
import { effectRefused } from '@tessera/service-kit';
import { z } from 'zod';

const mailRequest = z.object({ to: z.email(), subject: z.string(), text: z.string() });

export interface Sender {
  /** `Brightwater <orders@brightwater.example>` */
  readonly from: string;
}

export const brightwater: Sender = { from: 'Brightwater <orders@brightwater.example>' };

/** As nodemailer takes it. The key makes the same Message-ID each time, so that who receives it twice can tell. */
export function messageOf(request: unknown, key: string, { from }: Sender) {
  const { to, subject, text } = readRequest(request);
  return {
    from,
    to,
    subject,
    text,
    messageId: `<${key}@brightwater.example>`,
    headers: { 'Idempotency-Key': key },
  };
}

/** What is wrong is said without the address: reasons are recorded for ever. */
function readRequest(request: unknown): z.output<typeof mailRequest> {
  const parsed = mailRequest.safeParse(request);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw effectRefused(`the mail cannot be written: ${fields} is not what it must be`);
}
