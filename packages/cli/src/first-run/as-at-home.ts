/** What a new environment starts with: what is live for everybody at its home, promoted there in the order that the gate takes it in. */
import { randomUUID } from 'node:crypto';
import type { GatewayClient } from '../gateway/gateway-client.ts';
import { change, listLive, refusedBy } from '../gateway/releases-api.ts';

export interface AsAtHome {
  /** The environment's gateway, as a team: its own releases are its own to promote. */
  readonly gatewayAs: (team: string) => GatewayClient;
  readonly serves: string;
  /** The home's environment. */
  readonly from: string;
  readonly say: (line: string) => void;
}

const order = ['SERVICE', 'LIBRARY', 'SHELL', 'APP'];

/** Leaves out what is live there already. Throws when a release is refused; starting again goes on with the rest. */
export async function promoteAsAtHome({ gatewayAs, serves, from, say }: AsAtHome): Promise<void> {
  const anybody = gatewayAs('platform');
  const there = new Set((await listLive(anybody, serves)).map(({ module }) => module));
  const rows = (await listLive(anybody, from)).filter(({ module }) => !there.has(module));
  for (const row of rows.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))) {
    const { module, version, team } = row;
    const reason = `as in ${from}`;
    const input = { commandId: randomUUID(), module, version, share: null, environment: serves, reason };
    const { problem } = await change(gatewayAs(team), 'promote', input);
    if (problem !== null) throw refusedBy(problem, `${module}@${version} was not promoted in ${serves}`);
    say(`${module}@${version} is live in ${serves}, as in ${from}`);
  }
}
