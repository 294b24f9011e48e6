/** The orders service as a process of its own. */
import { runService } from '@tessera/service-kit/node';
import { mailOf } from '../mail/mail-of.ts';
import { orders } from './service.ts';

await runService(orders, { effects: { mail: mailOf(process.env) } });
