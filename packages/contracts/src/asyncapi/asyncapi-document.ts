/**
 * What services record and read, as an AsyncAPI 3 document: https://www.asyncapi.com/docs/reference/specification/v3.0.0
 * A channel per service (its streams), a message per event type and version, a `send` operation per producer and a
 * `receive` operation per consumer and producer. Casts stand beside the versions as `x-tessera-up` and `x-tessera-down`.
 */
import type { ServiceContract } from '../contract.ts';
import { cloudEventHeaders } from './cloud-event-headers.ts';
import { toSchemaObject } from './schema-object.ts';

export interface AsyncApiOptions {
  readonly title: string;
  /** Of the document. */
  readonly version: string;
  /** Only what this service records and reads. @default all */
  readonly service?: string | undefined;
}

type Json = { [member: string]: unknown };

/** `contracts`: of every service that takes part; a producer that is not among them is described as its consumers see it. */
export function asyncApiDocument(contracts: readonly ServiceContract[], options: AsyncApiOptions): object {
  const { title, version, service: only } = options;
  const channels = new Map<string, Json>();
  const messages: Json = {};
  const schemas: Json = {};
  const operations: Json = {};

  const channelOf = (name: string): Json => {
    const known = channels.get(name);
    if (known !== undefined) return known;
    const streams = contracts.find(({ service }) => service === name)?.streams ?? [];
    const channel: Json = {
      address: `ev.${name}.{streamType}.{id}`,
      title: `The streams of ${name}`,
      description: 'The events of one entity each, in the order in which they were recorded.',
      parameters: {
        streamType: { description: 'The kind of entity.', ...(streams.length === 0 ? {} : { enum: [...streams] }) },
        id: { description: 'The entity.' },
      },
      messages: {},
    };
    channels.set(name, channel);
    return channel;
  };

  /** Adds one version of an event; answers where an operation finds it. */
  const addMessage = (producer: string, type: string, number: number, schema: object, extras: Json = {}): Json => {
    const key = `${producer}.${type}.v${number}`;
    const inChannel = `${type}.v${number}`;
    const channel = channelOf(producer);
    if (!Object.hasOwn(messages, key)) {
      Object.assign(schemas, toSchemaObject(key, schema));
      messages[key] = {
        name: `${producer}.${type}`,
        title: `${type}, version ${number}`,
        contentType: 'application/json',
        headers: cloudEventHeaders(producer, type),
        payload: { $ref: `#/components/schemas/${key}` },
        ...extras,
      };
      (channel['messages'] as Json)[inChannel] = { $ref: `#/components/messages/${key}` };
    }
    return { $ref: `#/channels/${producer}/messages/${inChannel}` };
  };

  const addVersions = ({ service, events }: ServiceContract, wanted?: ReadonlySet<string>): Json[] =>
    Object.entries(events).flatMap(([type, event]) => {
      if (wanted?.has(type) === false) return [];
      const older = Object.entries(event.from ?? {}).map(([number, { schema, up, down }]) =>
        addMessage(service, type, Number(number), schema, {
          'x-tessera-up': up,
          ...(down === undefined ? {} : { 'x-tessera-down': down }),
        }),
      );
      return [...older, addMessage(service, type, event.version, event.schema)];
    });

  const shown = contracts.filter(({ service }) => only === undefined || service === only);
  for (const contract of shown) {
    const { service } = contract;
    if (Object.keys(contract.events).length === 0) continue;
    channelOf(service);
    operations[`${service}.send`] = {
      action: 'send',
      title: `${service} records`,
      channel: { $ref: `#/channels/${service}` },
      messages: addVersions(contract),
    };
  }
  for (const { service, consumes } of shown) {
    const producers = Map.groupBy(Object.entries(consumes), ([type]) => type.slice(0, type.indexOf('.')));
    for (const [producer, read] of producers) {
      const contract = contracts.find((each) => each.service === producer);
      const types = new Set(read.map(([type]) => type.slice(producer.length + 1)));
      // All of their versions: whichever was recorded is cast to the one the consumer reads.
      const known = contract === undefined ? [] : addVersions(contract, types);
      const described = new Set(Object.keys(contract?.events ?? {}));
      const assumed = read.flatMap(([qualified, { version: number, schema }]) => {
        const type = qualified.slice(producer.length + 1);
        return described.has(type) ? [] : [addMessage(producer, type, number, schema)];
      });
      operations[`${service}.receive.${producer}`] = {
        action: 'receive',
        title: `${service} reads ${producer}`,
        channel: { $ref: `#/channels/${producer}` },
        messages: [...known, ...assumed],
        'x-tessera-reads': Object.fromEntries(read.map(([type, { version: number }]) => [type, number])),
      };
    }
  }
  return {
    asyncapi: '3.0.0',
    info: { title, version, description: 'What the services record in the event log, and what they read in it.' },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(channels),
    operations,
    components: { messages, schemas },
  };
}
