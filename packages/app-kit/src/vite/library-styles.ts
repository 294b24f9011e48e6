/**
 * Styles of a library of which several releases may stand on one page. Everything in them counts below
 * `[data-ui="<mark>"]` and ends where another library's begins; the mark is made from the styles, so that other styles have
 * another one. What is the page's own (its scroll bars, its theme) stays the page's.
 */
import { createHash } from 'node:crypto';
import type { CSSOptions } from 'vite';

type PostcssPlugin = Extract<
  NonNullable<Extract<CSSOptions['postcss'], object>['plugins']>[number],
  { Once?: unknown }
>;
type Root = Parameters<Extract<NonNullable<PostcssPlugin['Once']>, (...args: never) => unknown>>[0];
type Node = NonNullable<Root['first']>;

export interface LibraryStyles {
  readonly plugin: PostcssPlugin;
  /** Of the styles that were built; undefined: there were none. */
  mark(): string | undefined;
}

export function libraryStyles(): LibraryStyles {
  let mark: string | undefined;
  return {
    mark: () => mark,
    plugin: {
      postcssPlugin: 'tessera:library-styles',
      OnceExit(root, { AtRule }) {
        if (mark !== undefined) throw new Error('A library has one stylesheet: import the others into it.');
        mark = markOf(root.toString());
        const names = renameKeyframes(root, mark);
        root.walkDecls(/^animation(-name)?$/, (declaration) => {
          declaration.value = declaration.value.replaceAll(/[\w-]+/g, (word) => names.get(word) ?? word);
        });
        const params = `([data-ui="${mark}"]) to ([data-ui]:not([data-ui="${mark}"]))`;
        scopeRules(root, () => new AtRule({ name: 'scope', params }));
      },
    },
  };
}

/** Short, and the same for the same styles. */
const markOf = (css: string): string => createHash('sha256').update(css).digest('hex').slice(0, 10);

/** Animations have no scope: two releases may mean different ones by one name. */
function renameKeyframes(root: Root, mark: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  root.walkAtRules('keyframes', (rule) => {
    const name = `${rule.params}-${mark}`;
    names.set(rule.params, name);
    rule.params = name;
  });
  return names;
}

/**
 * A scope's selectors mean what is below its root, and the root itself only where they say `:scope`. The tokens are those
 * of the place where the styles begin, which need not be the page; light or dark is the page's.
 */
function inScope(selector: string, isTheme: boolean): string[] {
  if (selector.startsWith(':root')) return [selector.replace(':root', isTheme ? ':scope:root' : ':scope')];
  if (/^html(?![\w-])/.test(selector)) return [selector.replace('html', 'html:scope')];
  // What may be said of any element may be said of the root.
  return selector.startsWith('[') ? [selector, `:scope${selector}`] : [selector];
}

/** Runs of rules beside each other go into a scope together; what groups them (layers, media) stays outside. */
function scopeRules(
  parent: Root | Extract<Node, { type: 'atrule' }>,
  scope: () => Extract<Node, { type: 'atrule' }>,
): void {
  let open: ReturnType<typeof scope> | undefined;
  for (const node of [...(parent.nodes ?? [])]) {
    if (node.type === 'rule') {
      if (open === undefined) node.before((open = scope()));
      const isTheme = node.some((child) => child.type === 'decl' && child.prop === 'color-scheme');
      node.selectors = node.selectors.flatMap((selector) => inScope(selector, isTheme));
      open.append(node);
      continue;
    }
    if (node.type !== 'comment') open = undefined;
    if (node.type === 'atrule' && node.nodes !== undefined && /^(?:layer|media|supports|container)$/.test(node.name))
      scopeRules(node, scope);
  }
}
