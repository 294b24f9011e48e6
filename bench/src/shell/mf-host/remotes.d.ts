declare module '*/app' {
  const app: unknown;
  export default app;
}
