export interface BrandMarkProps {
  /** @default 'Brightwater Supply' */
  name?: string | undefined;
  /** Only the mark; the name stays for screen readers. @default false */
  compact?: boolean | undefined;
}

/** Four tiles, one of them water: the product's mark and name. */
export function BrandMark({ name = 'Brightwater Supply', compact = false }: BrandMarkProps) {
  return (
    <span className="ts-brand">
      <svg className="ts-brand__mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden>
        <rect x="1" y="1" width="8" height="8" rx="2" opacity="0.35" />
        <rect x="11" y="1" width="8" height="8" rx="2" opacity="0.65" />
        <rect x="1" y="11" width="8" height="8" rx="2" opacity="0.65" />
        <path d="M15 10.4c1.9 2.3 4 4 4 6a4 4 0 0 1-8 0c0-2 2.1-3.700 4-6Z" />
      </svg>
      <span className={compact ? 'ts-hidden-visually' : 'ts-brand__name'}>{name}</span>
    </span>
  );
}
