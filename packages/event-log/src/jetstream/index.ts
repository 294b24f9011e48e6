export { openJetStreamLog, type JetStreamLogOptions } from './jetstream-log.ts';
