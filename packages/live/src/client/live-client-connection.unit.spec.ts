/** How the client keeps its one stream: lost, moved, closed, and begun again. */
import { describe, expect, it } from 'vitest';
import { createClientStage, createLiveStage } from '../testing/client-stage.ts';
import type { Network } from './types.ts';

describe('the connection', () => {
  it('pauses longer and longer, jittered, and starts over after a hello (LIVE-44)', async () => {
    const { listen, clock, transport } = createClientStage();
    listen();
    await clock.advance(10);
    const pauses: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      const failedAt = clock.now();
      const attempt = transport.last;
      attempt.fail();
      while (transport.last === attempt) await clock.advance(20);
      pauses.push(clock.now() - failedAt);
    }
    expect(pauses[0]).toBeLessThanOrEqual(300);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(15_020);
    expect(pauses.slice(8).every((pause) => pause > 3_000)).toBe(true);
    expect(new Set(pauses.slice(7)).size).toBeGreaterThan(1);
    transport.last.hello();
    const attempt = transport.last;
    attempt.fail();
    await clock.advance(300);
    expect(transport.last).not.toBe(attempt);
  });

  it('respects Retry-After, and does not hammer where it is refused (LIVE-44)', async () => {
    const { listen, clock, transport, client } = createClientStage();
    listen();
    await clock.advance(10);
    transport.last.fail({ status: 503, retryAfterMs: 20_000 });
    await clock.advance(19_000);
    expect(transport.attempts).toHaveLength(1);
    await clock.advance(2_000);
    expect(transport.attempts).toHaveLength(2);
    transport.last.fail({ status: 413, code: 'TOO_LARGE', message: 'Too many.' });
    await clock.advance(7_000);
    expect(transport.attempts).toHaveLength(2);
    expect(client.status).toMatchObject({ problem: { code: 'TOO_LARGE' } });
    await clock.advance(9_000);
    expect(transport.attempts).toHaveLength(3);
  });

  it('gives up on a stream that does not say hello, and on one that falls silent (LIVE-43)', async () => {
    const { listen, clock, transport, client } = createClientStage();
    listen();
    await clock.advance(10);
    await clock.advance(11_000);
    expect(transport.attempts).toHaveLength(2);
    expect(transport.attempts[0]!.closed).toBe(true);
    const stream = transport.last;
    stream.hello(2_000);
    for (let n = 0; n < 5; n += 1) {
      await clock.advance(4_900);
      stream.send('heartbeat', { at: 1, positions: {} });
    }
    expect(client.status.state).toBe('live');
    await clock.advance(5_001);
    expect(stream.closed).toBe(true);
    expect(client.status).toMatchObject({ state: 'reconnecting' });
    await clock.advance(300);
    expect(transport.attempts).toHaveLength(3);
  });

  it('is signed out by a 401 and stays so until it is asked to try again (LIVE-3, LIVE-52)', async () => {
    let signedOut = 0;
    const { stream, transport, client, clock, updates, listen } = await createLiveStage({
      onSignedOut: () => (signedOut += 1),
    });
    stream.send('close', { code: 'SESSION_EXPIRED', message: 'Over.' });
    await clock.advance(1_000);
    transport.last.fail({ status: 401, code: 'SESSION_EXPIRED', message: 'Over.' });
    listen({ hash: 'h2', name: 'Other' });
    await clock.advance(600_000);
    expect(transport.attempts).toHaveLength(2);
    expect(signedOut).toBe(1);
    expect(client.status).toMatchObject({ state: 'signed-out', problem: { code: 'SESSION_EXPIRED' } });
    expect(updates.some(({ state }) => state === 'stale')).toBe(true);
    client.reconnect();
    transport.last.hello();
    expect(client.status.state).toBe('live');
    expect(transport.last.request.subscriptions).toHaveLength(2);
  });

  it('moves to another gateway when asked to, without losing the stream meanwhile (LIVE-61)', async () => {
    const { stream, transport, client, clock, updates } = await createLiveStage();
    const before = updates.length;
    stream.send('drain', { withinMs: 10_000 });
    await clock.advance(8_000);
    expect(transport.attempts).toHaveLength(2);
    expect(stream.closed).toBe(false);
    transport.last.hello();
    expect(stream.closed).toBe(true);
    expect(client.status.state).toBe('live');
    await clock.advance(2_000);
    expect(updates).toHaveLength(before);
  });

  it('keeps the stream it has when the one that was to replace it fails', async () => {
    const { stream, transport, client, clock, listen } = await createLiveStage();
    listen({ hash: 'h2', name: 'Other' });
    await clock.advance(10);
    transport.last.fail();
    expect(client.status.state).toBe('live');
    expect(stream.closed).toBe(false);
    await clock.advance(300);
    expect(transport.attempts).toHaveLength(3);
  });

  it('tries at once when the network is back, and says when there is none (LIVE-44)', async () => {
    let online = true;
    let changed = (): void => undefined;
    const network: Network = { online: () => online, onChange: (listener) => ((changed = listener), () => undefined) };
    const { stream, transport, client, clock } = await createLiveStage({ network });
    online = false;
    changed();
    expect(client.status.state).toBe('live');
    stream.fail();
    expect(client.status.state).toBe('offline');
    for (let n = 0; n < 8; n += 1) {
      if (!transport.last.closed) transport.last.fail();
      await clock.advance(4_000);
    }
    const before = transport.attempts.length;
    if (!transport.last.closed) transport.last.fail();
    online = true;
    changed();
    expect(transport.attempts.length).toBe(before + 1);
    transport.last.hello();
    expect(client.status.state).toBe('live');
  });

  it('leaves nothing behind when it is closed', async () => {
    const { stream, client, clock, listen, transport } = await createLiveStage();
    listen({ hash: 'h2', name: 'Other' })();
    stream.send('drain', { withinMs: 10_000 });
    client.close();
    expect(clock.pending).toBe(0);
    expect(transport.unclosed).toHaveLength(0);
    client.reconnect();
    expect(transport.unclosed).toHaveLength(0);
  });
});
