/** The contracts of every module of this repository, from its real code, and what the gate says of them together. */
import {
  libraryContractSchema,
  parseAppContract,
  parseServiceContract,
  parseShellContract,
  type JsonSchema,
} from '@tessera/contracts';
import { createGate, fieldsOf, renderVerdict, type ContractOf } from '@tessera/contracts/gate';
import { composeGraph } from '@tessera/graph';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { repository } from '../commands/context.ts';
import { readTeams } from '../supervisor/plan.ts';
import { readModuleContract } from './module-contract.ts';

const teams = readTeams(repository);
const names = Object.keys(teams.modules).filter((name) => teams.modules[name]!.kind !== 'gateway');
const contracts = new Map<string, ContractOf>();
beforeAll(async () => {
  for (const name of names) contracts.set(name, await readModuleContract(repository, teams, name));
}, 180_000);

/** Line `line` of a file of a module. */
function lineOf(module: string, { file, line }: { file: string; line: number }): string {
  return readFileSync(join(repository, teams.modules[module]!.path, file), 'utf8').split('\n')[line - 1]!;
}

describe('the contracts of this repository', () => {
  it('hold together as contracts', () => {
    for (const one of contracts.values()) {
      const text: unknown = JSON.parse(JSON.stringify(one.contract));
      if (one.kind === 'app') expect(parseAppContract(text)).toEqual(one.contract);
      else if (one.kind === 'shell') expect(parseShellContract(text)).toEqual(one.contract);
      else if (one.kind === 'library') expect(libraryContractSchema.parse(text)).toEqual(one.contract);
      else expect(parseServiceContract(text)).toEqual(one.contract);
    }
  });

  it('name every field an app selects, at the line where it stands', () => {
    for (const one of contracts.values()) {
      if (one.kind !== 'app') continue;
      for (const operation of one.contract.operations) {
        expect(operation.uses?.length, operation.name).toBeGreaterThan(0);
        const walk = (uses: NonNullable<typeof operation.uses>[number]['select']): void => {
          for (const use of uses ?? []) {
            const place = { file: use.file ?? operation.source.file, line: use.line };
            expect(lineOf(one.module, place), `${one.module} ${operation.name}`).toMatch(
              new RegExp(`\\b${use.field}\\b`),
            );
            walk(use.select);
          }
        };
        walk(operation.uses);
      }
    }
  });

  it('name every event a service reads, which of its fields, and the line that says so', () => {
    const orders = contracts.get('orders-service')!;
    if (orders.kind !== 'service') throw new Error('not a service');
    const { schema } = orders.contract.consumes['fulfilment.ReservationRefused']!;
    expect(fieldsOf(schema as JsonSchema)).toEqual([
      'orderId',
      'shortages[].sku',
      'shortages[].name',
      'shortages[].requested',
      'shortages[].free',
    ]);
    for (const one of contracts.values()) {
      if (one.kind !== 'service') continue;
      for (const [event, read] of Object.entries(one.contract.consumes))
        expect(lineOf(one.module, read['source'] as never), `${one.module} ${event}`).toContain(event);
    }
  });

  it('pass the gate, every one beside all the others', () => {
    const releases = [...contracts.values()].map((one) => ({ ...one, roles: ['stable' as const] }));
    const compose = (services: readonly ContractOf[]) => {
      const noExecution = () => Promise.reject(new Error('for checking only'));
      const parts = services.flatMap((one) => (one.kind === 'service' ? [one.contract] : []));
      composeGraph({ services: parts.map(({ service, schema }) => ({ name: service, schema, execute: noExecution })) });
      return undefined;
    };
    const gate = createGate({ environment: 'production', position: 'e.1', releases }, { teams, compose });
    for (const one of contracts.values()) {
      const verdict = gate.judge(one);
      expect(verdict.ok, renderVerdict(verdict)).toBe(true);
      expect(verdict.judged.releases).toBe(names.length - 1);
    }
  });
});
