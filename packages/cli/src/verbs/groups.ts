/** The headings of `tessera --help`. */
export const groups = {
  run: 'Run the product:',
  release: 'Release modules:',
  log: 'Look into the log:',
  contracts: 'Contracts:',
} as const;
