import { emit } from '@tessera/service-kit';
import { describe, test } from 'vitest';
import {
  dana,
  deploysCatalog,
  environment,
  ref,
  changed,
  first,
  second,
  composition,
  promotion,
  rollback,
  subject,
} from './composition.fixture.ts';

describe('retiring a module', () => {
  const retire = { environment, module: 'orders', reason: 'Replaced by sales' };
  const retired = emit('ModuleRetired', { ...subject, reason: 'Replaced by sales', modules: [], live: ref('1.1.0') });

  test('takes it out of the environment', () => {
    composition(first, second).when('retire', retire, dana).then(retired);
    composition(first, second, retired).when('rollback', rollback, dana).rejects('NOTHING_TO_ROLL_BACK', 'module');
  });

  test('is undone by promoting it again, from the beginning', () => {
    composition(first, second, retired)
      .when('promote', promotion('1.1.0'), dana)
      .then(changed('ModulePromoted', '1.1.0', null, null));
  });

  test('is not for the shell: there would be no page', () => {
    composition({ ...first, data: { ...first.data, kind: 'SHELL' } })
      .when('retire', retire, dana)
      .rejects('SHELL_NEEDED', 'module');
  });

  test('is for the owning team, of a module that is live', () => {
    composition(first).when('retire', retire, deploysCatalog).rejects('FORBIDDEN');
    composition().when('retire', retire, dana).rejects('NOT_LIVE', 'module');
  });
});
