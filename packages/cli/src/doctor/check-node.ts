import { about, type Finding } from './finding.ts';

const least = 24;

export function checkNode(version = process.versions.node): Finding[] {
  const { ok, problem } = about('node');
  if (Number.parseInt(version, 10) >= least) return [ok(`Node ${version}`)];
  return [
    problem(
      `Node ${version} is too old: the product needs ${least} (node:sqlite, TypeScript sources)`,
      'Run it through `npm start`, which brings its own Node, or install Node 24.',
    ),
  ];
}
