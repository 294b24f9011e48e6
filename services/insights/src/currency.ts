/** Partitions of money are named by its currency; other names of partitions are nobody's to ask for. */
export function isCurrency(text: string): boolean {
  return /^[A-Z]{3}$/.test(text);
}

export function notCurrency(text: string): string {
  return `"${text}" is no currency: write three capitals, such as EUR.`;
}
