import type { z } from 'zod';

/** What zod found first, as an input path (`lines.0.quantity`) and a sentence. */
export function firstIssue(error: z.ZodError): { readonly field?: string; readonly message: string } {
  const [issue] = error.issues;
  if (issue === undefined) return { message: error.message };
  const field = issue.path.map(String).join('.');
  return field === '' ? { message: issue.message } : { field, message: issue.message };
}
