/** Reads from a data sheet what a drawing needs: how big, how it connects, which words name it. */
import type { PartFacts } from './part-facts.ts';

export type Connection = 'flange' | 'female' | 'male' | 'weld' | 'wafer' | 'hose' | 'union';

export interface PartReading {
  /** Nominal size; 25 when the sheet names none. */
  dn: number;
  /** What the dimension line says: "DN 50", "Ø 32". */
  sizeLabel: string | null;
  connection: Connection;
  /** Half the height of a pipe of this size, in drawing units: sizes differ visibly, none gets lost. */
  half: number;
  /** Whether name or category has one of the words. */
  says: (...words: string[]) => boolean;
  /** The first number of an attribute. */
  number: (name: string, otherwise: number) => number;
}

export function readPart(part: PartFacts): PartReading {
  const valueOf = (name: string) => part.attributes.find((attribute) => attribute.name.toLowerCase() === name)?.value;
  const number = (name: string, otherwise: number) => firstNumber(valueOf(name)) ?? otherwise;
  const nominal = firstNumber(valueOf('nominal size'));
  const dn = nominal ?? 25;
  const text = `${part.name ?? ''} ${part.category}`.toLowerCase();
  return {
    dn,
    sizeLabel: labelOf(nominal, valueOf),
    connection: connectionOf(valueOf('connection') ?? ''),
    half: Math.min(13, Math.max(6, 6 + 2 * Math.log2(dn / 15))),
    says: (...words) => words.some((word) => text.includes(word)),
    number,
  };
}

function firstNumber(text: string | undefined): number | null {
  const found = /\d+(?:[.,]\d+)?/.exec(text ?? '');
  return found ? Number(found[0].replace(',', '.')) : null;
}

function labelOf(nominal: number | null, valueOf: (name: string) => string | undefined): string | null {
  if (nominal !== null) return `DN ${nominal}`;
  const diameter = firstNumber(valueOf('inside diameter') ?? valueOf('shaft'));
  if (diameter !== null) return `Ø ${diameter}`;
  const length = firstNumber(valueOf('length'));
  return length === null ? null : `${length} mm`;
}

function connectionOf(text: string): Connection {
  const words = text.toLowerCase();
  if (words.includes('wafer')) return 'wafer';
  if (words.includes('union')) return 'union';
  if (words.includes('weld')) return 'weld';
  if (words.includes('flange')) return 'flange';
  if (words.includes('hose')) return 'hose';
  if (words.includes('male') && !words.includes('female')) return 'male';
  return 'female';
}
