/** A module's name as people read it: `order-desk` → Order desk. */
export function titleOf(module: string): string {
  const words = module.replaceAll('-', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
