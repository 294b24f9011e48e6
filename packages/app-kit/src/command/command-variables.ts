/** Commands carry an id of their own, so that sending one again changes nothing. */

/** Variables of a command whose `commandId` is filled when missing. */
export type CommandVariables<Variables> = Variables extends { readonly input: infer Input }
  ? Omit<Variables, 'input'> & { readonly input: Omit<Input, 'commandId'> & { readonly commandId?: string } }
  : Variables;

/** With a command id, when the operation takes an `input`. */
export function withCommandId(variables: unknown, commandId: () => string): unknown {
  if (typeof variables !== 'object' || variables === null || !('input' in variables)) return variables;
  const { input } = variables;
  if (typeof input !== 'object' || input === null || ('commandId' in input && input.commandId !== undefined))
    return variables;
  return { ...variables, input: { ...input, commandId: commandId() } };
}
