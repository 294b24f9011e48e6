/**
 * What is wrong with an app's definition, in words. Written by hand: this runs in every browser, where a schema library
 * would weigh more than the whole of app-kit's hooks.
 */
import type { App } from './app.ts';

const slotName = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*\/v\d+$/;
const moduleName = /^[a-z][a-z0-9-]{0,62}$/;
const routePath = /^\/[^\s?#]*$/;

/** Empty when all is well. */
export function issuesOf(app: App): string[] {
  const issues: string[] = [];
  const say = (holds: boolean, issue: string): void => {
    if (!holds) issues.push(issue);
  };
  say(moduleName.test(app.name), `name: ${show(app.name)} is not a module name (small letters, digits, "-")`);
  const own = `/${app.name}`;
  const seen = new Set<string>();
  for (const { path, page, title } of app.routes) {
    const at = `route ${show(path)}`;
    say(routePath.test(path), `${at}: a path starts with "/" and has no spaces, "?" or "#"`);
    say(path === own || path.startsWith(`${own}/`), `${at}: an app's places are below ${own}`);
    say(!seen.has(path), `${at}: is there twice`);
    say(Object.hasOwn(app.pages, page), `${at}: shows page ${show(page)}; pages are ${list(Object.keys(app.pages))}`);
    say(isText(title), `${at}: has no title`);
    seen.add(path);
  }
  for (const [page, load] of Object.entries(app.pages))
    say(typeof load === 'function', notLoader(`page ${show(page)}`));
  for (const { label, to, icon, group } of app.navigation) {
    const at = `navigation ${show(label)}`;
    say(isText(label) && isText(icon) && isText(group), `${at}: needs label, icon and group`);
    say(routePath.test(to), `${at}: "to" is ${show(to)}; it must be a path such as ${own}`);
  }
  for (const offer of app.slots.offers) {
    say(slotName.test(offer), `slot ${show(offer)}: must be <owner>/<slot>/v<major>`);
    say(
      offer.startsWith(`${app.name}/`),
      `slot ${show(offer)}: an app offers slots of its own name only: ${app.name}/…`,
    );
  }
  for (const [slot, load] of Object.entries(app.slots.fills)) {
    say(slotName.test(slot), `filling of ${show(slot)}: must be <owner>/<slot>/v<major>`);
    say(typeof load === 'function', notLoader(`filling of ${show(slot)}`));
  }
  say(['allow', 'ask', 'block'].includes(app.updates), `updates: ${show(app.updates)} is none of allow, ask, block`);
  for (const slot of Object.keys(app.slots.gives ?? {}))
    say(app.slots.offers.includes(slot), `slots.gives ${show(slot)}: is not among the offers`);
  for (const slot of Object.keys(app.slots.needs ?? {}))
    say(Object.hasOwn(app.slots.fills, slot), `slots.needs ${show(slot)}: is not among the fills`);
  for (const { id, label, to, shortcut } of app.commands) {
    const at = `command ${show(id)}`;
    say(isText(id) && id.startsWith(`${app.name}.`), `${at}: ids start with "${app.name}."`);
    say(isText(label), `${at}: has no label`);
    say(to === undefined || routePath.test(to), `${at}: "to" is ${show(to)}; it must be a path`);
    say(shortcut === undefined || isText(shortcut), `${at}: an empty shortcut`);
  }
  return issues;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
const show = (value: unknown): string => JSON.stringify(value) ?? String(value);
const list = (names: readonly string[]): string => names.join(', ') || '(none)';
const notLoader = (what: string): string =>
  `${what}: must be a function that imports: () => import('./….tsx'), so that it is loaded when needed`;
