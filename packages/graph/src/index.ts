// Composing
export { composeGraph, type Graph } from './compose.ts';
export { CompositionError } from './graph-error.ts';
export type { GraphService, Owner, ServiceAnswer, ServiceRequest } from './service.ts';
// Operations
export {
  checkOperation,
  validateOperations,
  type CheckedOperation,
  type OperationProblem,
  type OperationSource,
} from './validate-operation.ts';
export {
  createOperationRegistry,
  type OperationRegistry,
  type RegisteredOperation,
  type ReleaseOperations,
} from './operation-registry.ts';
// Running
export { createGraphRuntime, type GraphRuntime } from './runtime.ts';
// Requests, the same for every host
export { requestedOperation, type OperationParams, type RequestedOperation } from './request/requested-operation.ts';
export { badAtLeast, createPositionCollector, parseAtLeast, type PositionCollector } from './request/positions.ts';
export { presentErrors, refusal } from './request/present-errors.ts';
