import type { EventLog } from '@tessera/event-log';
import type { ServiceDefinition } from '../../definition/service.ts';
import { createMemoryStore } from '../../memory/memory-store.ts';
import { createMemoryVault } from '../../memory/memory-vault.ts';
import { soon } from '../../memory/soon.ts';
import { realWorld, type World } from '../world/world.ts';
import { startRuntime, type ServiceRuntime } from './service-runtime.ts';

interface MemoryRuntimeOptions {
  readonly onFailure: (error: unknown) => void;
  /** @default the real one */
  readonly world?: World;
}

/** A service that runs in memory, and has caught up. Whoever starts it closes it. */
export async function startMemoryRuntime(
  service: ServiceDefinition,
  log: EventLog,
  { onFailure, world = realWorld }: MemoryRuntimeOptions,
): Promise<ServiceRuntime> {
  const runtime = await startRuntime({
    service,
    log,
    world,
    soon,
    openStore: createMemoryStore,
    openScratch: createMemoryStore,
    vault: createMemoryVault(),
    onFailure,
  });
  await runtime.whenCaughtUp;
  return runtime;
}
