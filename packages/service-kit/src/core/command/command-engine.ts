/**
 * Carrying out a command: load the stream, look for the command's id, compare what it was based on, decide, check the
 * events, append. When the stream moved on meanwhile the decision is made again, on what is there now.
 *
 * Invariants: a command id has its effect once per stream, for ever; nothing is recorded that its schema refuses; an
 * answer is given only for a decision that was made on the stream's newest state.
 */
import { decodeCursor, encodeCursor, isLogError, streamName } from '@tessera/event-log';
import type { Commit, CommitMeta, EventLog, JsonObject, NewEvent, Position, RecordedEvent } from '@tessera/event-log';
import { isRejection, type Emitted, type Problem } from '../../definition/decision.ts';
import type { CommandDefinition } from '../../definition/command.ts';
import type { CommandResult } from '../../definition/resolver.ts';
import type { ServiceDefinition } from '../../definition/service.ts';
import type { CompiledService } from '../compiled-service.ts';
import type { StreamDefinition } from '../../definition/stream.ts';
import type { User } from '../../definition/user.ts';
import { UnreadEvent } from '../event-contract/unread-event.ts';
import type { World } from '../world/world.ts';
import { firstIssue } from './first-issue.ts';
import { createKeyedQueue } from './keyed-queue.ts';
import { createLoadedStreams, type LoadedStream } from './loaded-stream.ts';

export interface Command {
  /** Stream type, not the whole name. */
  readonly stream: string;
  readonly id: string;
  readonly name: string;
  readonly input: object;
  readonly commandId: string;
  readonly basedOn?: string | null | undefined;
  readonly user: User | null;
  readonly meta?: CommitMeta;
  /** What `ctx.now()` answers instead of the clock: the time a timer was due. ISO 8601. */
  readonly now?: string;
  /**
   * Asked after each load, before each decision: whether the sender may still speak for its service. False: nothing is
   * recorded, code `SUPERSEDED`. Whoever takes over after the answer changes the stream, and `expect` fails; so a
   * process that was paused in the middle cannot decide again on what its successor has made of it.
   */
  readonly still?: () => Promise<boolean>;
}

export interface CommandEngine {
  /** What speaks against a command whatever is recorded on its stream. Throws for a stream or a command that the service does not have. */
  check(command: Pick<Command, 'stream' | 'id' | 'name' | 'input'>): Problem | undefined;
  execute(command: Command): Promise<CommandResult>;
  /** Forgets the streams' states it keeps: a person whose data they may hold was erased. */
  forget(): void;
}

export interface CommandEngineOptions {
  readonly service: CompiledService;
  readonly log: EventLog;
  readonly world: World;
  /** What must have happened before anything is recorded. @default nothing */
  readonly ready?: Promise<void>;
  /** Called with each commit as soon as it is durable, before the command is answered. */
  readonly onAppended?: (commit: Commit) => void;
  /** How often a decision is made before a busy stream is given up on. @default 20 */
  readonly attempts?: number;
  /** Streams whose state is kept. @default 10_000 */
  readonly keep?: number;
}

interface Target {
  readonly name: string;
  readonly definition: StreamDefinition;
  readonly command: CommandDefinition;
}

export function createCommandEngine(options: CommandEngineOptions): CommandEngine {
  const { log, world, onAppended, attempts = 20, keep = 10_000 } = options;
  const compiled = options.service;
  const service = compiled.definition;
  const streams = createLoadedStreams(log, keep, compiled);
  const queue = createKeyedQueue();

  return {
    check(command) {
      const target = findTarget(service, command);
      if ('problem' in target) return target.problem;
      const parsed = target.command.input.safeParse(command.input);
      return parsed.success ? undefined : { code: 'INVALID_INPUT', ...firstIssue(parsed.error) };
    },
    async execute(command) {
      const target = findTarget(service, command);
      if ('problem' in target) return target;
      const parsed = target.command.input.safeParse(command.input);
      if (!parsed.success) return refused({ code: 'INVALID_INPUT', ...firstIssue(parsed.error) });
      await options.ready;
      return queue.run(target.name, () => decideUntilRecorded(target, command, parsed.data));
    },
    forget: () => streams.clear(),
  };

  async function decideUntilRecorded(target: Target, command: Command, input: unknown): Promise<CommandResult> {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const stream = await load(target);
      if ('problem' in stream) return stream;
      if (stream.commandIds.has(command.commandId)) return answerAgain(target.name, command.commandId);
      const stale = checkBasedOn(command.basedOn, stream.version);
      if (stale) return refused(stale);
      if (command.still !== undefined && !(await command.still())) return refused(superseded(target.name));

      const { newId, random } = world;
      const due = command.now;
      const now = due === undefined ? world.now : () => due;
      const decision = target.command.decide(stream.state, input, { now, newId, random, user: command.user });
      if (isRejection(decision)) return refused(decision.problem);
      if (decision.length === 0) return accepted(stream.version, []);
      const events = checkEvents(service, decision);
      if (!Array.isArray(events)) return refused(events);

      const appended = await append(target, command, events, stream.version);
      if (appended) return appended;
    }
    return refused({
      code: 'CONFLICT',
      message: `${target.name} changed ${attempts} times while "${command.name}" was being decided. Nothing was recorded; try again.`,
    });
  }

  /** Refused: a newer release has recorded on this stream what this one cannot read, and it must not decide on half of it. */
  async function load({ name, definition }: Target): Promise<LoadedStream | (CommandResult & { readonly ok: false })> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await streams.load(name, definition);
      } catch (error) {
        if (!(error instanceof UnreadEvent)) throw error;
        if (attempt === 1) await compiled.versions.load(log);
        else return refused({ code: 'NEWER_EVENTS', message: `${name} cannot be changed here: ${error.message}` });
      }
    }
  }

  /** Undefined: somebody else was faster; decide again. */
  async function append(
    target: Target,
    { commandId, meta = {}, user }: Command,
    events: readonly NewEvent[],
    version: Position,
  ): Promise<CommandResult | undefined> {
    try {
      await compiled.fetchSealingKeys(events);
      const sealed = events.map((event) => ({ ...event, data: compiled.seal(event.type, event.data, target.name) }));
      const result = await log.append(target.name, sealed, {
        expect: version === 0 ? 'none' : version,
        commandId,
        time: world.now(),
        meta: user === null ? meta : { ...meta, user: user.id },
      });
      if (!result.ok) return undefined;
      if (!result.duplicate) {
        streams.add(target.name, target.definition, result.commit, version);
        onAppended?.(result.commit);
      }
      return accepted(result.commit.position, result.commit.events, result.duplicate);
    } catch (error) {
      if (isLogError(error, 'COMMIT_TOO_LARGE')) return refused({ code: 'TOO_LARGE', message: error.message });
      throw error;
    }
  }

  async function answerAgain(stream: string, commandId: string): Promise<CommandResult> {
    const commit = await log.findCommand(stream, commandId);
    if (commit === undefined) {
      throw new Error(`${stream} carries out "${commandId}" according to its commits, but the log does not find it.`);
    }
    return accepted(commit.position, commit.events, true);
  }

  function checkBasedOn(basedOn: string | null | undefined, version: Position): Problem | undefined {
    if (basedOn === null || basedOn === undefined) return undefined;
    const cursor = decodeCursor(basedOn);
    if (cursor?.epoch === log.epoch && cursor.position === version) return undefined;
    return {
      code: 'STALE',
      message: 'It has changed since you looked at it. Look at what is there now, then decide again.',
      field: 'basedOn',
    };
  }

  function accepted(position: Position, events: readonly RecordedEvent[], duplicate = false): CommandResult {
    return { ok: true, position: encodeCursor({ epoch: log.epoch, position }), duplicate, events };
  }
}

function superseded(stream: string): Problem {
  const message = `Another process speaks for the service now: nothing was recorded on ${stream}.`;
  return { code: 'SUPERSEDED', message };
}

function refused(problem: Problem): CommandResult & { readonly ok: false } {
  return { ok: false, problem };
}

function findTarget(
  service: ServiceDefinition,
  { stream, id, name }: Pick<Command, 'stream' | 'id' | 'name'>,
): Target | (CommandResult & { ok: false }) {
  const definition = Object.hasOwn(service.streams, stream) ? service.streams[stream] : undefined;
  if (definition === undefined) {
    const known = Object.keys(service.streams).join(', ');
    throw new Error(`The service "${service.name}" has no stream "${stream}"; it has: ${known}.`);
  }
  const command = Object.hasOwn(definition.decide, name) ? definition.decide[name] : undefined;
  if (command === undefined) {
    const known = Object.keys(definition.decide).join(', ');
    throw new Error(`The stream "${stream}" of "${service.name}" has no command "${name}"; it has: ${known}.`);
  }
  try {
    return { name: streamName(service.name, stream, id), definition, command };
  } catch (error) {
    if (!isLogError(error, 'INVALID_STREAM')) throw error;
    return refused({
      code: 'INVALID_ID',
      message: `${JSON.stringify(id)} cannot be an id of "${stream}": use letters, digits, "_" and "-".`,
    });
  }
}

/** The events as they are recorded: what their schemas make of them. A problem: the first field that is wrong. */
function checkEvents(service: ServiceDefinition, decided: readonly Emitted[]): NewEvent[] | Problem {
  const events: NewEvent[] = [];
  for (const { type, data } of decided) {
    const definition = Object.hasOwn(service.events, type) ? service.events[type] : undefined;
    if (definition === undefined) {
      return { code: 'INVALID_EVENT', message: `The service "${service.name}" has no event "${type}".` };
    }
    const parsed = definition.schema.safeParse(data);
    if (!parsed.success) {
      const { field, message } = firstIssue(parsed.error);
      const path = field === undefined ? type : `${type}.${field}`;
      return { code: 'INVALID_EVENT', message: `${path}: ${message}`, ...(field === undefined ? {} : { field }) };
    }
    events.push({ type, version: definition.version, data: parsed.data as JsonObject });
  }
  return events;
}
