/** OKLCH to sRGB and WCAG contrast, for checking the tokens (Ottosson 2020; WCAG 2.2, "relative luminance"). */

export interface Oklch {
  /** 0–1 */
  lightness: number;
  chroma: number;
  /** Degrees. */
  hue: number;
}

/** Reads `oklch(46.5% 0.083 207)`. */
export function parseOklch(text: string): Oklch {
  const found = /^oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)$/.exec(text.trim());
  if (!found) throw new Error(`"${text}" is no opaque oklch() colour with a percentage lightness.`);
  return { lightness: Number(found[1]) / 100, chroma: Number(found[2]), hue: Number(found[3]) };
}

/** Linear-light sRGB; channels outside 0–1 lie outside the gamut. */
export function linearSrgb({ lightness, chroma, hue }: Oklch): [red: number, green: number, blue: number] {
  const angle = (hue * Math.PI) / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** WCAG relative luminance, of the colour as a screen clips it. */
export function luminance(colour: Oklch): number {
  const [red, green, blue] = linearSrgb(colour).map((channel) => Math.min(1, Math.max(0, channel)));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** WCAG contrast ratio, 1–21. */
export function contrast(one: Oklch, other: Oklch): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}
