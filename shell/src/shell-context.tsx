import { createContext, use } from 'react';
import type { Shell } from './shell.ts';

export const ShellContext = createContext<Shell | undefined>(undefined);

/** The page's shell, for the shell's own parts. */
export function useShell(): Shell {
  const shell = use(ShellContext);
  if (shell === undefined) throw new Error('There is no shell above this part of the frame.');
  return shell;
}
