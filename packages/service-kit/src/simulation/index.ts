/** Replicas of services under a seeded scheduler, with virtual time: for proofs. Node only; one simulation at a time. */
export { createDisk, type Disk } from './disk.ts';
export { createRandom, type Random } from './random.ts';
export { beginning, startReplica, type Replica, type ReplicaOptions, type ReplicaRequest } from './replica.ts';
export { createScheduler, type Scheduler, type SimulatedProcess, type StepOptions } from './scheduler.ts';
export { changesSince } from '../core/feed/changes-since.ts';
export { changeLine } from '../core/feed/change-line.ts';
export { policyEvents, policyStateStream } from '../core/policy/policy-state.ts';
export { reactionId } from '../core/policy/reaction.ts';
