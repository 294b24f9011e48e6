// For tools: what each event changed, by the service's own definition
export { explainService, type ExplainedCommit, type ExplainedService, type Step } from './explain-service.ts';
