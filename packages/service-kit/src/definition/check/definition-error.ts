/** A definition that cannot work. Names everything that is wrong with it at once. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly code = 'INVALID_DEFINITION';
  readonly service: string;
  readonly problems: readonly string[];

  constructor(service: string, problems: readonly string[]) {
    super(
      `The service "${service}" is not defined correctly:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
    this.service = service;
    this.problems = problems;
  }
}
