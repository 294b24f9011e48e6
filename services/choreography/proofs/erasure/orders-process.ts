/** The orders service as a process of its own, as the supervisor would run it, and how a test speaks to it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { isServerUrl } from '@tessera/event-log';
import type { User } from '@tessera/service-kit';

const main = fileURLToPath(new URL('../../../orders/src/main.ts', import.meta.url));
export const ordersToken = 'proof-token';

export interface OrdersProcess {
  readonly url: string;
  ask(user: User, query: string, variables?: object): Promise<Record<string, unknown>>;
  /** The last erasure it has carried out; undefined: it is not there. */
  erasedUpTo(): Promise<number | undefined>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface OrdersProcessOptions {
  /** The path of a file, or `nats://…`. */
  readonly log: string;
  readonly data: string;
  /** @default as the service itself decides */
  readonly keys?: string;
  /** What keys on servers are wrapped by. */
  readonly secret?: string;
  /** Of one that was here before and is started again. @default any */
  readonly port?: number;
}

/** Resolves when it has caught up. */
export async function startOrders({ log, data, keys, secret, port = 0 }: OrdersProcessOptions): Promise<OrdersProcess> {
  mkdirSync(join(data, 'logs'), { recursive: true });
  const output = openSync(join(data, 'logs', 'orders.log'), 'a');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    stdio: ['ignore', output, output, 'ipc'],
    env: {
      PATH: process.env['PATH'],
      TESSERA_LOG: isServerUrl(log) ? log : `sqlite:${log}`,
      TESSERA_DATA: data,
      ...(keys === undefined ? {} : { TESSERA_KEYS: keys }),
      ...(secret === undefined ? {} : { TESSERA_KEYS_SECRET: secret }),
      TESSERA_INTERNAL_TOKEN: ordersToken,
      PORT: String(port),
    },
  });
  closeSync(output);
  const ended = once(child, 'exit');
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [{ readonly port: number } | number];
  if (typeof message !== 'object' || message === null)
    throw new Error(`orders ended with ${String(message)}; see ${data}/logs`);
  const url = `http://127.0.0.1:${message.port}`;
  while (!(await fetch(`${url}/readyz`)).ok) await delay(20);

  return {
    url,
    async ask(user, query, variables = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${ordersToken}`,
          'content-type': 'application/json',
          'x-tessera-user': Buffer.from(JSON.stringify(user)).toString('base64url'),
        },
        body: JSON.stringify({ query, variables }),
      });
      const { data: answer, errors } = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
      if (!answer || errors) throw new Error(`${query}\n${JSON.stringify(errors)}`);
      return answer;
    },
    async erasedUpTo() {
      try {
        const body = (await (await fetch(`${url}/readyz`)).json()) as { erasures: { position: number } };
        return body.erasures.position;
      } catch {
        return undefined;
      }
    },
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
}
