export { openJetStreamLog, type JetStreamLogOptions } from './jetstream-log.ts';
export { inspectJetStream, type InspectedServer, type InspectedStream, type JetStreamReport } from './inspect.ts';
