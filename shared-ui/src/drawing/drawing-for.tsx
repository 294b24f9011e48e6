/** Placeholder geometry; each family's drawing follows. */
import type { ReactNode } from 'react';
import type { PartFacts } from './part-facts.ts';

export function drawingFor(_part: PartFacts, dimensions: boolean): ReactNode {
  return (
    <g>
      <circle cx="80" cy="60" r="34" />
      {dimensions ? <path d="M36 60h88M80 16v88" /> : null}
    </g>
  );
}
