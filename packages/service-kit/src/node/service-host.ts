/** A service on Node: the log, its read store on disk, its policies, HTTP for the gateway. */
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import type { EventLog } from '@tessera/event-log';
import { openLog } from '@tessera/event-log/open';
import { pino, type Logger } from 'pino';
import { compileService } from '../core/compiled-service.ts';
import { contractOf } from '../core/contract.ts';
import { checkPorts, type EffectPorts } from '../core/effect/effect-port.ts';
import type { PolicyRunner } from '../core/policy/policy-runner.ts';
import { startReacting, startRehearsing } from '../core/policy/start-reacting.ts';
import { startRuntime, type RuntimeOptions, type ServiceRuntime } from '../core/runtime/service-runtime.ts';
import { realWorld, type World } from '../core/world/world.ts';
import type { ServiceDefinition } from '../definition/service.ts';
import { lockData } from './data-lock.ts';
import { startFromCopy } from './copy/start-from-copy.ts';
import { createAdminRoutes } from './http/admin.ts';
import { prepareDrain } from './http/drain.ts';
import { createFeed, type FeedOptions } from './http/feed.ts';
import { createGraphqlHandler } from './http/graphql.ts';
import { createRoutes } from './http/routes.ts';
import type { KeyVault } from '../core/privacy/key-vault.ts';
import { defaultKeys, openKeys } from './keys/open-keys.ts';
import { createReactingSwitch } from './register/reacting-switch.ts';
import { startRegistering } from './register/register.ts';
import { createRehearsalSwitch } from './register/rehearsal-switch.ts';
import { openReadFile, removeDamagedFiles } from './sqlite/read-file.ts';
import { openScratchStore } from './sqlite/scratch-store.ts';
import { createFoldAhead } from './rebuild/fold-ahead.ts';
import { createSqliteStore, type SqliteStore } from './sqlite/sqlite-store.ts';

export interface ServiceHostOptions {
  /** An open log (it stays open), or its url (see `openLog`; it is closed with the host). */
  readonly log: EventLog | string;
  /** The product's data folder; the read store is `services/<name>/read.db` in it. */
  readonly data: string;
  /** Which replica this is, when several share the data folder: its read store is in `services/<name>.<replica>/`. */
  readonly replica?: string;
  /** Base URL of a sibling: a replica without views of its own starts from a copy of its. */
  readonly copyFrom?: string;
  /**
   * The keys of personal data: an open vault (it stays open), or where they are: see `KeysPlace`. @default with the log when
   * that is on servers, else `keys/keys.db` in `data`
   */
  readonly keys?: KeyVault | string;
  /** What keys on servers are wrapped by. */
  readonly keysSecret?: string;
  /** What callers must present. */
  readonly token: string;
  /** 0: any. @default 0 */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** @default 'development' */
  readonly release?: string;
  /** @default the system's clock, ids and randomness */
  readonly world?: World;
  /** @default JSON lines on stdout */
  readonly logger?: Logger;
  /** What the service's effects need, by port. */
  readonly effects?: EffectPorts;
  /** `false`: they do not run here, nor do timers and effects. */
  readonly policies?:
    | false
    | {
        readonly owner?: string;
        readonly leaseMs?: number;
        readonly checkpointMs?: number;
        readonly checkpointEvery?: number;
      };
  readonly feed?: FeedOptions;
  /** Gateways to register with, so that they find this process and its release by themselves. @default none */
  readonly register?: {
    /** Base URLs. */
    readonly gateways: readonly string[];
    /** As they reach this process. @default on the loopback interface */
    readonly url?: string;
    /** Between two beats. @default 2_000 */
    readonly everyMs?: number;
  };
  /** When folding is taken for hanging, and /healthz fails. */
  readonly pulse?: RuntimeOptions['pulse'];
  /** The module that runs this service: loaded once more, in a thread, when documents are made anew. @default they are made in this thread */
  readonly main?: string | URL;
  /** Bytes of a request's body. @default 1_000_000 */
  readonly bodyLimit?: number;
}

export interface ServiceHost {
  readonly port: number;
  readonly url: string;
  readonly runtime: ServiceRuntime;
  /** Resolves once it has caught up with the log as it was at the start. */
  readonly whenReady: Promise<void>;
  /** Leaves the gateways, stops taking requests, finishes those it has, notes how far the policies came. */
  close(): Promise<void>;
}

/** Requests in flight get this long when the host closes. */
const drainMs = 10_000;

function statusOf({ role, position, parked, stopped, ignored }: PolicyRunner) {
  return { role, position, parked, stopped, ignored };
}

export async function startServiceHost(service: ServiceDefinition, options: ServiceHostOptions): Promise<ServiceHost> {
  const { world = realWorld, release = 'development', bodyLimit = 1_000_000 } = options;
  const logger = (options.logger ?? pino({ timestamp: pino.stdTimeFunctions.isoTime })).child({
    service: service.name,
    release,
  });
  if (options.policies !== false) checkPorts(service, options.effects ?? {});
  const folder = options.replica === undefined ? service.name : `${service.name}.${options.replica}`;
  const path = join(options.data, 'services', folder, 'read.db');
  const unlock = await lockData(path);
  const log = typeof options.log === 'string' ? await openLog(options.log) : options.log;
  const { keys = defaultKeys(typeof options.log === 'string' ? options.log : undefined, options.data) } = options;
  const { keysSecret: secret } = options;
  const vault = typeof keys === 'string' ? await openKeys({ keys, secret }) : keys;
  const file = openReadFile(path, log.epoch, vault.id);
  if (file.note !== undefined) logger.warn(file.note);

  if (options.copyFrom !== undefined) {
    const { copyFrom: from, token } = options;
    const shapes = [...compileService(service, vault).projections.values()].map(({ shape }) => shape);
    try {
      const views = await startFromCopy({
        from,
        token,
        file,
        shapes,
        service: service.name,
        epoch: log.epoch,
        keys: vault.id,
      });
      for (const { name, position } of views) logger.info({ view: name, position, from }, 'starts from a copy');
    } catch (error) {
      logger.warn({ err: error, from }, 'there is nothing to copy; the log is folded from its beginning');
    }
  }

  let failing: string | undefined;
  let store: SqliteStore | undefined;
  const runtime = await startRuntime({
    service,
    log,
    world,
    soon: setImmediate,
    openStore: (shapes) => (store = createSqliteStore(file, shapes)),
    openScratch: (shapes) => openScratchStore(`${path}.scratch`, shapes),
    foldAhead:
      typeof options.log === 'string' && typeof keys === 'string' && options.main !== undefined
        ? createFoldAhead({ main: options.main, log: options.log, keys: { keys, secret }, service: service.name })
        : undefined,
    vault,
    ...(options.pulse === undefined ? {} : { pulse: options.pulse }),
    onForgotten: () => removeDamagedFiles(path),
    onFailure(error, what) {
      failing = `${what}: ${error instanceof Error ? error.message : String(error)}`;
      logger.error({ err: error }, `failed: ${what}; it is tried again`);
    },
  });
  const { register } = options;
  const { everyMs = 2_000 } = register ?? {};
  const reacting = createReactingSwitch({
    // The one before hears of it with its own next beat.
    handOverMs: everyMs * 1.5,
    start: (signal) =>
      startReacting(
        {
          owner: file.owner,
          ...(options.policies === false ? {} : options.policies),
          runtime,
          log,
          world,
          ports: options.effects ?? {},
          onFailure: (error, what) => logger.error({ err: error }, what),
          onParked: ({ policy, event, type, reason }) =>
            logger.error(
              { policy, event, type, reason },
              'a policy or an effect could not take an event, and it is parked',
            ),
        },
        signal,
      ),
  });
  const rehearsing = createRehearsalSwitch((signal) =>
    startRehearsing(
      {
        runtime,
        log,
        ports: options.effects ?? {},
        onFailed: (failed) => logger.error(failed, 'a reaction would have failed; this release is judged by it'),
        onFailure: (error) => logger.error({ err: error }, 'reactions cannot be rehearsed now; it is tried again'),
      },
      signal,
    ),
  );
  let closing = false;
  void runtime.whenCaughtUp.then(() => {
    if (options.policies !== false && !closing) reacting.begin();
  });

  runtime.onFlushed(({ parked }) => {
    failing = undefined;
    for (const { event, type, projection, reason } of parked) {
      logger.error({ event, type, projection, reason }, 'an event could not be folded and is parked');
    }
  });

  const feed = createFeed(runtime, options.feed);
  const server = createRoutes({
    runtime,
    contract: { ...contractOf(service), release },
    graphql: createGraphqlHandler(runtime, logger, bodyLimit),
    feed,
    admin: createAdminRoutes({
      runtime,
      log,
      world,
      bodyLimit,
      copy: {
        service: service.name,
        epoch: log.epoch,
        keys: vault.id,
        store: store!,
        temporary: `${path}.copies`,
      },
    }),
    token: options.token,
    world,
    logger,
    bodyLimit,
    status: () => ({
      ready: runtime.caughtUp,
      service: service.name,
      release,
      position: runtime.position,
      head: runtime.caughtUp ? undefined : runtime.startHead,
      feed: { readers: feed.readers, buffered: feed.buffered },
      failing,
      /** The last erasure this replica has carried out completely. */
      erasures: { position: runtime.erasures.position },
      rebuilding: runtime.rebuilding,
      parked: runtime.folder.parked(),
      stopped: runtime.folder.stopped(),
      ignored: runtime.folder.ignored(),
      policies: reacting.running && statusOf(reacting.running.policies),
      effects:
        reacting.running && Object.keys(service.effects).length > 0 ? statusOf(reacting.running.effects) : undefined,
    }),
  });
  const drain = prepareDrain(server);
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  /** Everything it shows was once of this release: what is made anew later is made beside what it shows. */
  let complete = false;
  const registration =
    register &&
    startRegistering({
      gateways: register.gateways,
      token: options.token,
      service: service.name,
      release,
      url: register.url ?? url,
      replica: options.replica,
      ready: () => (complete ||= runtime.caughtUp && runtime.rebuilding === undefined),
      onRole(role) {
        logger.info({ role }, 'what the gateways say of this process');
        reacting.be(role);
      },
      onRehearse: (rehearse) => rehearsing.be(rehearse && options.policies !== false),
      rehearsed: rehearsing.take,
      logger,
      everyMs,
    });
  runtime.onSwapped(() => registration?.tell());
  const started = performance.now();
  logger.info({ port, position: runtime.position, head: runtime.startHead }, 'listening');
  void runtime.whenCaughtUp.then(() => {
    logger.info({ position: runtime.position, ms: Math.round(performance.now() - started) }, 'caught up');
    registration?.tell();
  });

  return {
    port,
    url,
    runtime,
    whenReady: runtime.whenCaughtUp,
    async close() {
      closing = true;
      // First of all: until this is answered, requests are still sent here.
      await registration?.leave();
      const quiet = Promise.all([reacting.end(), rehearsing.end()]);
      feed.close();
      await drain(drainMs);
      await quiet;
      await runtime.close();
      if (typeof options.log === 'string') await log.close();
      if (typeof keys === 'string') vault.close();
      unlock();
      logger.info('closed');
    },
  };
}
