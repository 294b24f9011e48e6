import { defaultCanaryPolicy } from '@tessera/contracts/canary';
import { emit } from '@tessera/service-kit';
import { describe, test } from 'vitest';
import {
  dana,
  ref,
  first,
  second,
  composition,
  promotion,
  rollback,
  subject,
  canaryStarted,
  canaryWidened,
  canaryEnded,
} from './composition.fixture.ts';

describe('a canary', () => {
  const share = (percent: number, version = '1.1.0') => promotion(version, { share: percent });

  test('starts beside what is live', () => {
    composition(first).when('promote', share(10), dana).then(canaryStarted);
  });

  test('widens, and stays as it is when asked for the same again', () => {
    composition(first, canaryStarted).when('promote', share(50), dana).then(canaryWidened);
    composition(first, canaryStarted).when('promote', share(10), dana).then();
  });

  test('never narrows: nobody is sent back and forth', () => {
    composition(first, canaryStarted, canaryWidened)
      .when('promote', share(20), dana)
      .rejects('CANARY_NARROWER', 'share');
  });

  test('finishes when it is promoted to everyone, by 100 or without a share', () => {
    for (const whole of [promotion('1.1.0'), share(100)])
      composition(first, canaryStarted).when('promote', whole, dana).then(second);
    composition(first, canaryStarted, second)
      .when('promote', share(5, '1.2.0'), dana)
      .then(
        emit('CanaryStarted', {
          ...subject,
          canary: ref('1.2.0'),
          stable: ref('1.1.0'),
          share: 5,
          policy: defaultCanaryPolicy,
          judgement: null,
        }),
      );
  });

  test('keeps others out while it runs, whether they are for some or for everyone', () => {
    composition(first, canaryStarted).when('promote', share(10, '1.2.0'), dana).rejects('CANARY_RUNNING', 'version');
    composition(first, canaryStarted).when('promote', promotion('1.2.0'), dana).rejects('CANARY_RUNNING', 'version');
  });

  test('is what a rollback ends first; the next one leaves what is live', () => {
    composition(first, canaryStarted).when('rollback', rollback, dana).then(canaryEnded);
    composition(first, canaryStarted, canaryEnded)
      .when('rollback', rollback, dana)
      .rejects('NOTHING_TO_ROLL_BACK', 'module');
  });

  test('needs something for the other users, and another release than theirs', () => {
    composition().when('promote', share(10), dana).rejects('NOTHING_LIVE', 'share');
    composition(first).when('promote', share(10, '1.0.0'), dana).rejects('ALREADY_LIVE', 'version');
  });

  test.each([0, -1, 101, 2.5])('cannot have %s percent', (percent) => {
    composition(first).when('promote', share(percent), dana).rejects('INVALID_SHARE', 'share');
  });

  test.each(['gateway', 'releases-service'])('is not for %s, which serves everybody at once', (module) => {
    composition()
      .when('promote', { ...share(10), module }, dana)
      .rejects('NEVER_CANARIED');
  });
});
