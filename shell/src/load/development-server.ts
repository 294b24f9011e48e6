/**
 * Code from a development server looks for what its own HTML page would have set up before any module runs:
 * `@vitejs/plugin-react` throws without it ("can't detect preamble"). Here it comes into the product's page instead. What is
 * set up does nothing: the page's React is the production build, which cannot exchange components in place.
 */
export function expectDevelopmentServers(page: object = globalThis): void {
  const preamble = { $RefreshReg$: () => undefined, $RefreshSig$: () => (type: unknown) => type };
  for (const [name, value] of Object.entries(preamble)) if (!(name in page)) Object.assign(page, { [name]: value });
}
