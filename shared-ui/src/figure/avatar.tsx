export interface AvatarProps {
  name: string;
  /** Pixels. @default 24 */
  size?: number | undefined;
}

/** A person's initials on a quiet ground whose hue comes from the name. Decorative: show or say the name beside it. */
export function Avatar({ name, size = 24 }: AvatarProps) {
  return (
    <span
      className="ts-avatar"
      aria-hidden
      data-hue={hueOf(name)}
      data-initials={initialsOf(name)}
      style={{ inlineSize: size, blockSize: size, fontSize: Math.round(size * 0.42) }}
    />
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}

function hueOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 997;
  return sum % 6;
}
