import { describe, expect, it } from 'vitest';
import { createStyle } from '../terminal/style.ts';
import { CliError } from './cli-error.ts';
import { errorJson, exitCodeOf, renderError } from './render-error.ts';

const plain = createStyle({ isTTY: false }, {});
const error = new CliError('VERSION_TAKEN', 'orders@1.0.0 was published with other content', {
  why: 'one\ntwo',
  advice: 'Leave --version out.',
});

describe('an error', () => {
  it('says what, why, what to do, and its code', () => {
    expect(renderError(error, plain)).toBe(
      '✗ orders@1.0.0 was published with other content [VERSION_TAKEN]\n  why  one\n       two\n  do   Leave --version out.\n',
    );
  });

  it('says the same to programs', () => {
    expect(JSON.parse(errorJson(error))).toEqual({
      error: {
        code: 'VERSION_TAKEN',
        message: 'orders@1.0.0 was published with other content',
        why: 'one\ntwo',
        advice: 'Leave --version out.',
      },
    });
  });

  it('of something that was refused has the code of whoever refused it; to programs also what kind of failure it is, and of what', () => {
    const refused = new CliError('REFUSED', 'orders@1.1.0 was not promoted', {
      why: 'one thing breaks:\n\n  Order.total',
      advice: 'Mend it.',
      refusal: 'REFUSED_BY_GATE',
      field: 'version',
    });
    expect(renderError(refused, plain)).toBe(
      '✗ orders@1.1.0 was not promoted [REFUSED_BY_GATE]\n  why  one thing breaks:\n\n         Order.total\n  do   Mend it.\n',
    );
    expect(JSON.parse(errorJson(refused))).toMatchObject({
      error: { code: 'REFUSED', refusal: 'REFUSED_BY_GATE', field: 'version' },
    });
  });

  it('has an exit code by kind; what nobody foresaw keeps its stack', () => {
    expect(exitCodeOf(error)).toBe(4);
    expect(exitCodeOf(new Error('x'))).toBe(70);
    expect(exitCodeOf(new CliError('REFUSED', 'no', { advice: 'x' }))).toBe(1);
    expect(renderError(new Error('odd'), plain)).toMatch(/\[UNEXPECTED\]\nError: odd\n {4}at /);
  });

  it('is coloured only for somebody who looks', () => {
    expect(renderError(error, createStyle({ isTTY: true }, {}))).toContain('\u001b[31m✗');
    expect(renderError(error, createStyle({ isTTY: true }, { NO_COLOR: '1' }))).not.toContain('\u001b[');
    expect(renderError(error, createStyle({ isTTY: true }, { TERM: 'dumb' }))).not.toContain('\u001b[');
  });
});
