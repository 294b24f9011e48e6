/**
 * A command as somebody is told to type it, in the environment it is about. The bare one means production, where advice that was meant
 * for another environment would roll back, finalize or kill what people use.
 */
export function commandIn(environment: string, command: string): string {
  const line = `tessera ${command}`;
  return environment === 'production' ? line : `${line} --environment ${environment}`;
}
