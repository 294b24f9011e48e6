/** What the orders service asks of a mail port, and what every mail of its looks like. */
import { z } from 'zod';

export const mailRequest = z.object({ customer: z.string(), subject: z.string(), text: z.string() });
export type MailRequest = z.output<typeof mailRequest>;

export interface Sender {
  /** `Brightwater <orders@brightwater.example>` */
  readonly from: string;
  /** Where a customer is written to. */
  readonly addressOf: (customer: string) => string;
}

/** Until accounts carry an address of their own: the one every development identity has. */
export const brightwater: Sender = {
  from: 'Brightwater <orders@brightwater.example>',
  addressOf: (customer) => `${customer}@brightwater.example`,
};

/** As nodemailer takes it. The key makes the same Message-ID each time, so that who receives it twice can tell. */
export function messageOf(request: unknown, key: string, { from, addressOf }: Sender) {
  const { customer, subject, text } = mailRequest.parse(request);
  return {
    from,
    to: addressOf(customer),
    subject,
    text,
    messageId: `<${key}@brightwater.example>`,
    headers: { 'Idempotency-Key': key },
  };
}
