/** Folding: what is kept when something goes wrong in the middle. */
import type { Commit, JsonObject } from '@tessera/event-log';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineService, event, projection, type Documents, type Occurrence } from '../../index.ts';
import { createMemoryStore } from '../../memory/memory-store.ts';
import { compileService } from '../compiled-service.ts';
import type { ReadStore } from '../read-store/read-store.ts';
import { createFolder, type Flushed } from './folder.ts';

interface Doc {
  readonly id: string;
  readonly notes: readonly string[];
}
type Handler = (docs: Documents<Doc>, e: Occurrence) => void;

function serviceWith(handler: Handler) {
  return defineService({
    name: 'notes',
    schema: 'type Query { nothing: String } type Note { id: ID! notes: [String!]! }',
    events: { Noted: event(1, z.object({ on: z.string(), text: z.string() })) },
    consumes: { 'other.Said': z.object({ text: z.string() }) },
    projections: { notes: projection<Doc>({ type: 'Note', on: { Noted: handler, 'other.Said': () => {} } }) },
    resolvers: { Query: { nothing: () => null } },
  });
}

const append: Handler = (docs, { data, streamId }) => {
  const id = data['on'] as string;
  const was = docs.get(id) ?? { id, notes: [] };
  docs.put(id, { id, notes: [...was.notes, `${streamId}:${data['text'] as string}`] });
  if (data['text'] === 'bad') throw new Error('bad text');
};

const commit = (position: number, stream: string, ...data: JsonObject[]): Commit => ({
  position,
  stream: `ev.notes.note.${stream}`,
  time: '2026-01-01T00:00:00.000Z',
  meta: {},
  events: data.map((each, index) => ({ id: `${position}-${index}`, type: 'Noted', version: 1, data: each })),
});

function setUp(handler: Handler = append, change: (store: ReadStore) => ReadStore = (store) => store) {
  const service = compileService(serviceWith(handler));
  const store = createMemoryStore([...service.projections.values()].map(({ shape }) => shape));
  const flushes: Flushed[] = [];
  const folder = createFolder(service, change(store), 'e', (flushed) => flushes.push(flushed));
  const notes = (id: string) => (store.get('notes', id)?.doc as Doc | undefined)?.notes;
  return { folder, store, flushes, notes };
}

describe('an event that cannot be folded', () => {
  it('leaves nothing of what it had begun; the commit’s other events count', () => {
    const { folder, notes } = setUp();
    folder.fold(commit(1, 'a', { on: 'x', text: 'one' }));
    folder.fold(commit(2, 'b', { on: 'y', text: 'fine' }, { on: 'x', text: 'bad' }));
    folder.flush();
    expect([notes('x'), notes('y')]).toEqual([['a:one'], ['b:fine']]);
  });

  it('holds up later events of its stream and of the documents it touched, and no others', () => {
    const { folder, notes } = setUp();
    folder.fold(commit(1, 'a', { on: 'x', text: 'bad' }));
    folder.fold(commit(2, 'a', { on: 'y', text: 'same stream' }));
    folder.fold(commit(3, 'b', { on: 'x', text: 'same document' }));
    folder.fold(commit(4, 'b', { on: 'z', text: 'behind the one before' }));
    folder.fold(commit(5, 'c', { on: 'w', text: 'free' }));
    folder.flush();
    expect(['x', 'y', 'z', 'w'].map(notes)).toEqual([undefined, undefined, undefined, ['c:free']]);
    expect(folder.parked().map(({ event, reason }) => `${event} ${reason.split(':')[0]}`)).toEqual([
      '1-0 Error',
      '2-0 WaitsBehind',
      '3-0 WaitsBehind',
      '4-0 WaitsBehind',
    ]);
  });

  it('of another service that lacks a field it needs is parked with the field', () => {
    const { folder } = setUp();
    const event = { id: '1-0', type: 'Said', version: 1, data: { texts: [] } };
    folder.fold({ ...commit(1, 'a'), stream: 'ev.other.talk.t', events: [event] });
    expect(folder.parked()).toMatchObject([{ type: 'other.Said', reason: expect.stringContaining('text') as string }]);
  });
});

it('tells one newest state per document and flush, and where it was before', () => {
  const { folder, flushes } = setUp();
  for (let i = 1; i <= 3; i++) folder.fold(commit(i, 'a', { on: 'x', text: `${i}` }));
  folder.flush();
  folder.advance(9);
  folder.flush();
  folder.flush();
  expect(flushes.map(({ position, changes }) => [position, changes.length])).toEqual([
    [3, 1],
    [9, 0],
  ]);
  expect(flushes[0]!.changes[0]).toMatchObject({ key: 'x', was: undefined, now: { position: 3 } });
});

it('keeps what could not be written for the next time', () => {
  let full = true;
  const { folder, notes, flushes } = setUp(append, (store) => ({
    ...store,
    write(batch) {
      if (full) throw new Error('disk full');
      store.write(batch);
    },
  }));
  folder.fold(commit(1, 'a', { on: 'x', text: 'one' }));
  expect(() => folder.flush()).toThrow('disk full');
  expect([folder.flushed, flushes.length]).toEqual([0, 0]);
  folder.fold(commit(2, 'a', { on: 'x', text: 'two' }));
  full = false;
  folder.flush();
  expect([folder.flushed, notes('x')]).toEqual([2, ['a:one', 'a:two']]);
});

it('remembers what came and went between two writes: a replica that wrote in between has told of it', () => {
  const { folder, flushes, store } = setUp((docs, e) => {
    if (e.data['text'] === 'gone') docs.remove(e.data['on'] as string);
    else append(docs, e);
  });
  folder.fold(commit(1, 'a', { on: 'x', text: 'one' }));
  folder.fold(commit(2, 'a', { on: 'x', text: 'gone' }));
  folder.flush();
  expect(flushes[0]!.changes).toEqual([]);
  expect(store.changedSince('notes', '*', 1)).toEqual({ documents: [], gone: [{ key: 'x', partition: 'all' }] });
  expect(store.changedSince('notes', '*', 2)).toEqual({ documents: [], gone: [] });
});

it('folds nothing twice', () => {
  const { folder, notes } = setUp();
  for (const position of [1, 1, 2, 1, 2]) folder.fold(commit(position, 'a', { on: 'x', text: `${position}` }));
  folder.flush();
  expect(notes('x')).toEqual(['a:1', 'a:2']);
});
