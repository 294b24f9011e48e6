/** Ends a canary as soon as the evidence against it is beyond its budget: reacts to the report that tipped it, waits for no clock. */
import { send } from '@tessera/service-kit';
import type { CanaryDocument } from '../projections/canaries.ts';
import { policy } from '../vocabulary.ts';

export const rollBackCanary = policy('HealthReported', (docs, { data: { environment, counts } }) => {
  const modules = [...new Set(counts.map(({ module }) => module))];
  return modules.flatMap((module) => {
    const canary = docs<CanaryDocument>('canaries').get(`${environment}/${module}`);
    if (canary?.decision !== 'ROLLBACK') return [];
    const { version, findings } = canary;
    return [send('composition', environment, 'endCanary', { environment, module, version, findings })];
  });
});
