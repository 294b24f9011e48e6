/**
 * How well `text` answers `query`: null when not at all, else the higher the better. Every word of the query must be
 * found; the start of the text beats the start of a word beats the middle of one beats letters in order.
 */
export function fuzzyScore(query: string, text: string): number | null {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const target = fold(text);
  let total = 0;
  for (const word of words) {
    const score = wordScore(word, target);
    if (score === null) return null;
    total += score;
  }
  // Of equally good answers the shorter is meant.
  return total - target.length / 1000;
}

function wordScore(word: string, target: string): number | null {
  const at = target.indexOf(word);
  if (at === 0) return 100;
  if (at > 0) return /[\s\-/·.]/.test(target[at - 1] ?? '') ? 80 : 50;
  return lettersScore(word, target);
}

/** "pao" finds "place an order": letters in order, better when they begin words or stand together. */
function lettersScore(word: string, target: string): number | null {
  let from = 0;
  let score = 0;
  let last = -2;
  for (const letter of word) {
    const at = target.indexOf(letter, from);
    if (at === -1) return null;
    if (at === 0 || /[\s\-/·.]/.test(target[at - 1] ?? '')) score += 4;
    else if (at === last + 1) score += 2;
    else score -= 1;
    last = at;
    from = at + 1;
  }
  // Letters strewn over a long text are chance, not an answer.
  return score >= word.length ? 10 + score : null;
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
