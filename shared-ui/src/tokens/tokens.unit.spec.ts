import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contrast, linearSrgb, parseOklch, type Oklch } from './oklch.ts';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const themes = ['light', 'dark'] as const;

/** `--ts-text` → its colour in both themes; translucent ones (scrim, shadow) are no ground and no ink. */
const tokens = new Map(
  [...css.matchAll(/--ts-([\w-]+): light-dark\((oklch\([^)/]+\)), (oklch\([^)/]+\))\)/g)].map(
    ([, name, light, dark]) => [name ?? '', { light: parseOklch(light ?? ''), dark: parseOklch(dark ?? '') }],
  ),
);

function colour(name: string, theme: (typeof themes)[number]): Oklch {
  const token = tokens.get(name);
  if (!token) throw new Error(`tokens.css has no opaque colour --ts-${name}.`);
  return token[theme];
}

const grounds = ['ground', 'surface', 'raised', 'hover', 'pressed', 'selected', 'sunken'];
const tones = ['neutral', 'success', 'warning', 'danger', 'info'];

const textPairs: [ink: string, ground: string][] = [
  ...['text', 'text-soft', 'text-faint', 'brand-text'].flatMap((ink) =>
    grounds.map((on): [string, string] => [ink, on]),
  ),
  ...['text', 'text-soft'].flatMap((ink) => tones.map((tone): [string, string] => [ink, `${tone}-tint`])),
  ...tones.flatMap((tone): [string, string][] => [
    [`${tone}-text`, `${tone}-tint`],
    ...['surface', 'raised', 'ground', 'hover', 'selected'].map((on): [string, string] => [`${tone}-text`, on]),
  ]),
  ['brand-text', 'brand-tint'],
  ['on-brand', 'brand'],
  ['on-brand', 'brand-hover'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
  ['text', 'changed'],
  ['text-soft', 'changed'],
];

const interfacePairs: [part: string, ground: string][] = [
  ...['control-line', 'focus', 'brand', 'danger', 'success'].flatMap((part) =>
    ['surface', 'raised', 'ground'].map((on): [string, string] => [part, on]),
  ),
  ['focus', 'hover'],
  ['focus', 'selected'],
  ['focus', 'sunken'],
];

describe.each(themes)('%s theme', (theme) => {
  test.each(textPairs)('text %s on %s has contrast 4.5', (ink, on) => {
    expect(contrast(colour(ink, theme), colour(on, theme))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(interfacePairs)('interface %s on %s has contrast 3', (part, on) => {
    expect(contrast(colour(part, theme), colour(on, theme))).toBeGreaterThanOrEqual(3);
  });
});

test('every colour lies in the sRGB gamut, so that no screen clips its hue', () => {
  const outside = [...tokens].flatMap(([name, pair]) =>
    themes
      .filter((theme) => linearSrgb(pair[theme]).some((channel) => channel < -0.002 || channel > 1.002))
      .map((theme) => `${name} (${theme})`),
  );
  expect(outside).toEqual([]);
});

test('the conversion agrees with known colours', () => {
  const [red, green, blue] = linearSrgb(parseOklch('oklch(62.796% 0.25768 29.234)'));
  expect([red, green, blue].map((channel) => Math.round(channel * 100) / 100)).toEqual([1, 0, 0]);
  expect(contrast(parseOklch('oklch(100% 0 0)'), parseOklch('oklch(0% 0 0)'))).toBeCloseTo(21, 1);
});
