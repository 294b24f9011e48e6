/** Services are pure: what their definition may touch, and where the rest comes from instead. */
const builtins =
  'A service does no I/O: it runs in a browser page as well as on Node. Declare an effect, or do it in a package.';
const fromContext = (what, instead) =>
  `A service has no ${what} of its own, or two hosts would disagree: use ${instead}.`;

export const purityRules = {
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        { group: ['node:*', 'fs', 'path', 'crypto', 'http', 'https', 'net', 'os', 'child_process'], message: builtins },
        {
          regex:
            '^(?!\\.{1,2}/)(?!zod$)(?!@tessera/service-kit$)(?!@tessera/contracts(?:/|$))(?!@tessera/graph$)(?!node:)',
          message:
            'A service imports zod, @tessera/service-kit and what is pure in @tessera/contracts and @tessera/graph, nothing else (docs/explanation/seams.md §2).',
        },
      ],
    },
  ],
  'no-restricted-globals': [
    'error',
    { name: 'Date', message: fromContext('clock', '`ctx.now()`, or the `time` of the event') },
    { name: 'crypto', message: fromContext('randomness', '`ctx.newId(prefix)` or `ctx.random()`') },
    { name: 'performance', message: fromContext('clock', '`ctx.now()`') },
    { name: 'fetch', message: builtins },
    { name: 'process', message: builtins },
    { name: 'console', message: 'The host logs every command, event and refusal; a definition that logs is not pure.' },
    ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => ({
      name,
      message: 'Waiting is an event: record what is due, and react to it with a policy.',
    })),
    ...['window', 'document', 'localStorage', 'globalThis', 'Buffer'].map((name) => ({ name, message: builtins })),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Math', property: 'random', message: fromContext('randomness', '`ctx.random()`') },
  ],
  'no-restricted-syntax': ['error', { selector: 'ImportExpression', message: builtins }],
};
