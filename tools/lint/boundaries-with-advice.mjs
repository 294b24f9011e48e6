/**
 * Nx's module boundary rule, and after what is wrong, what to do instead. The graph and the judgement are Nx's; only the
 * words are ours, because "can only depend on libs tagged with …" leaves people where they were.
 */
import nx from '@nx/eslint-plugin';

const rule = nx.rules['enforce-module-boundaries'];

/** By the tag of the importing project. */
const adviceBySource = {
  'type:app':
    'An app never imports another app or a service. Use what the other team publishes: ask the graph (src/operations/*.graphql), link to its route, or offer and fill a slot. Shared looks belong in shared-ui, shared behaviour in a package.',
  'type:service':
    'A service imports service-kit only, never another service. React to its events: name the fields you use under `consumes` in defineService. Types of other services come from their published contract.',
  'type:shell':
    'The shell knows no app by name: what it shows comes from the composition. Move what both need into app-kit or shared-ui.',
  'type:package':
    'Packages are below everything else and import packages only. Move the code down into a package, or hand it in as an option.',
  'type:ui': 'The design system knows packages only: hand data in as props.',
  'type:gateway': 'The gateway knows services and apps by their contracts, at run time. Import packages only.',
};
const otherAdvice = {
  noRelativeOrAbsoluteImportsAcrossLibraries:
    'Import the package by its name; what its `exports` do not offer is private to it.',
  noCircularDependencies: 'Move what both need into a package below both.',
  noSelfCircularDependencies: 'Inside a package, import by relative path.',
};

export const boundariesWithAdvice = {
  meta: { ...rule.meta, fixable: undefined },
  defaultOptions: rule.defaultOptions,
  create(context) {
    const report = ({ messageId, data = {}, node, loc }) => {
      const what = rule.meta.messages[messageId].replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, name) => String(data[name]));
      const advice =
        otherAdvice[messageId] ??
        adviceBySource[data.sourceTag] ??
        'See "The house" in docs/explanation/architecture.md.';
      context.report({ ...(node ? { node } : { loc }), message: `${what}. ${advice}`.replaceAll('{{', '{ {') });
    };
    return rule.create(Object.create(context, { report: { value: report } }));
  },
};
