/** Small apps whose code a test writes itself: one page, at `/<module>`, with an entry in the navigation. */
import type { UpdatePolicy } from '@tessera/contracts';
import type { HandMadeApp } from './releases.ts';

export interface PageOptions {
  readonly updates?: UpdatePolicy;
  /** More files of the release, by path. Stylesheets are linked by the page. */
  readonly files?: Readonly<Record<string, string>>;
}

/** @param component source of a React component; `h`, `useEffect` and `useState` are there */
export function pageApp(
  module: string,
  version: string,
  component: string,
  { updates, files = {} }: PageOptions = {},
): HandMadeApp {
  const route = { path: `/${module}`, page: 'main', title: titleOf(module) };
  const entry = `
    import { createElement as h, useEffect, useState } from 'react';
    const page = { default: ${component} };
    export default { name: '${module}', routes: [${JSON.stringify(route)}], pages: { main: async () => page },
      navigation: [], slots: { offers: [], fills: {} }, commands: [], updates: ${JSON.stringify(updates)} };
  `;
  return {
    module,
    version,
    team: 'platform',
    files: { 'entry.js': entry, ...files },
    contributions: {
      routes: [route],
      navigation: [{ label: titleOf(module), to: route.path, icon: 'megaphone', group: 'Tests', roles: ['staff'] }],
      ...(updates === undefined ? {} : { updates }),
    },
  };
}

/** A page that is nothing but its heading. */
export const heading = (text: string): string => `() => h('h1', null, ${JSON.stringify(text)})`;

export function titleOf(module: string): string {
  return module.slice(0, 1).toUpperCase() + module.slice(1);
}
