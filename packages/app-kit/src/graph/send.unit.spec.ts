import { expect, it } from 'vitest';
import { createSession } from '../session/session.ts';
import { createPositions } from './positions.ts';
import { send, type GraphRequest } from './send.ts';
import { RequestFailure } from '../problem/problem-of.ts';

const request: GraphRequest = {
  kind: 'query',
  name: 'Part',
  hash: 'a'.repeat(64),
  variables: { sku: 'x' },
  app: 'parts@1.0.0',
  correlationId: 'click-12345',
  signal: new AbortController().signal,
};

/** Answers in turn; the last one stays. */
function gateway(...answers: (() => Response)[]) {
  const atLeast: (string | null)[] = [];
  const fetch: typeof globalThis.fetch = async (_, init) => {
    atLeast.push(new Headers(init?.headers).get('x-tessera-at-least'));
    const answer = answers[Math.min(atLeast.length, answers.length) - 1];
    if (answer === undefined) throw new TypeError('Failed to fetch');
    return answer();
  };
  const options = { url: '/graphql', fetch, positions: createPositions(), session: createSession(), timeoutMs: 5_000 };
  return { options, atLeast };
}

const answer =
  (positions: Record<string, string>, name = 'Pump') =>
  () =>
    Response.json({ data: { part: { name } }, extensions: { positions } });
const failureOf = async (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('it answered'),
    (error: unknown) => (error instanceof RequestFailure ? error.problem : Promise.reject(error as Error)),
  );

it('asks for at least what was seen, of every service', async () => {
  const { options, atLeast } = gateway(
    answer({ catalog: 'e1.9', orders: 'e1.3' }),
    answer({ catalog: 'e1.9', orders: 'e1.z' }),
  );
  await send(request, options);
  options.positions.see('orders', 'e1.z.gen');
  options.positions.see('orders', 'e1.4');
  await send(request, options);
  expect(atLeast[0]).toBeNull();
  expect(atLeast[1]?.split(',').sort()).toEqual(['catalog=e1.9', 'orders=e1.z']);
});

it('discards an answer older than what was shown when it asked, and asks again', async () => {
  const { options, atLeast } = gateway(answer({ catalog: 'e1.5' }, 'old'), answer({ catalog: 'e1.a' }, 'new'));
  options.positions.see('catalog', 'e1.9');
  expect(await send(request, options)).toMatchObject({ data: { part: { name: 'new' } } });
  expect(atLeast).toEqual(['catalog=e1.9', 'catalog=e1.9']);
});

it('asks again when a replica is still on a log that was replaced, and takes its answer when there is no other', async () => {
  const { options, atLeast } = gateway(answer({ catalog: 'former.9' }, 'lost'), answer({ catalog: 'now.2' }, 'kept'));
  for (const cursor of ['former.5', 'now.1']) options.positions.see('catalog', cursor);
  expect(await send(request, options)).toMatchObject({ data: { part: { name: 'kept' } } });
  expect(atLeast).toEqual(['catalog=now.1', 'catalog=now.1']);

  const back = gateway(answer({ catalog: 'former.9' }, 'back'));
  for (const cursor of ['former.5', 'now.1']) back.options.positions.see('catalog', cursor);
  expect(await send(request, back.options)).toMatchObject({ data: { part: { name: 'back' } } });
  expect(back.atLeast).toHaveLength(3);
  expect(back.options.positions.header()).toBe('catalog=former.9');
});

it('gives up on a replica that stays behind, as a problem that passes', async () => {
  const { options, atLeast } = gateway(answer({ catalog: 'e1.5' }));
  options.positions.see('catalog', 'e1.9');
  expect(await failureOf(send(request, options))).toMatchObject({ code: 'NOT_CAUGHT_UP' });
  expect(atLeast.length).toBe(3);
});

it('positions of another epoch are never compared: a restored log is where things are now', async () => {
  const { options } = gateway(answer({ catalog: 'e2.1' }));
  options.positions.see('catalog', 'e1.zz');
  await send(request, options);
  expect(options.positions.header()).toBe('catalog=e2.1');
});

it('says what kind of trouble there is when there is no answer', async () => {
  const cases: [() => Response, string][] = [
    [() => new Response('<html>', { status: 502 }), 'NETWORK'],
    [() => new Response('busy', { status: 429 }), 'OVERLOADED'],
    [() => Response.json({ code: 'NOTHING_LIVE', message: 'Nothing is live yet.' }, { status: 503 }), 'NOTHING_LIVE'],
    [() => new Response('?'), 'INTERNAL'],
  ];
  for (const [response, code] of cases) {
    expect(await failureOf(send(request, gateway(response).options))).toMatchObject({ code });
  }
  expect(await failureOf(send(request, gateway().options))).toMatchObject({ code: 'NETWORK' });
});

it('waits for a session where there is none any more: as status or as an error of the graph', async () => {
  for (const end of [
    () => Response.json({ code: 'SESSION_EXPIRED', message: 'Sign in.' }, { status: 401 }),
    () => Response.json({ errors: [{ message: 'Sign in.', extensions: { code: 'SESSION_EXPIRED' } }] }),
  ]) {
    const { options } = gateway(end, answer({}));
    const answered = send(request, options);
    const expired = await new Promise<string>((resolve) =>
      options.session.onChange(() => resolve(options.session.state)),
    );
    expect(expired).toBe('expired');
    options.session.resume();
    expect(await answered).toMatchObject({ data: { part: { name: 'Pump' } } });
  }
});
