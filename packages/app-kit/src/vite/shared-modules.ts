/** What the frame provides to every app through the page's import map; apps import these and bundle none of them. */
export const sharedModules = [
  'react',
  'react/jsx-runtime',
  'react-dom',
  'react-dom/client',
  '@tessera/app-kit',
  '@tessera/shared-ui',
] as const;
