/** The design system's colours and type as a canvas needs them: resolved, and anew when the theme changes. */

export interface Ink {
  readonly bar: string;
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly ground: string;
  readonly font: string;
}

const variables = {
  bar: '--ts-brand',
  text: '--ts-text',
  faint: '--ts-text-faint',
  line: '--ts-line',
  ground: '--ts-surface',
};

/** `light-dark()` and `forced-colors` are resolved by the browser where `host` stands. */
export function readInk(host: HTMLElement): Ink {
  const probe = document.createElement('span');
  probe.style.position = 'absolute';
  host.append(probe);
  const colours = Object.entries(variables).map(([name, variable]) => {
    probe.style.color = `var(${variable}, CanvasText)`;
    return [name, getComputedStyle(probe).color];
  });
  const font = `12px ${getComputedStyle(host).fontFamily}`;
  probe.remove();
  return { ...(Object.fromEntries(colours) as Omit<Ink, 'font'>), font };
}

/** Calls back when colours may have changed; the answer stops it. */
export function onThemeChange(changed: () => void): () => void {
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query));
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
  for (const query of queries) query.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', changed);
  };
}
