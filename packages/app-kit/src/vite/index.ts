/** How apps are built. Runs in Node. */
export { appConfig, type AppConfigOptions } from './app-config.ts';
export { buildApp, type BuildAppOptions, type BuiltApp } from './build-app.ts';
export { buildLibrary, type BuildLibraryOptions, type BuiltLibrary } from './build-library.ts';
export { bundleOf, chunksOf, staticGraph } from './static-graph.ts';
export { noLeftoverRequire } from './no-leftover-require.ts';
export { inProduction, productionBuild, type ProductionBuild } from './production-build.ts';
export { inProductPage } from './in-product-page.ts';
export { sharedModules } from './shared-modules.ts';
