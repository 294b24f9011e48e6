/**
 * What Node is told for a service process. Folding makes garbage as fast as it is let, and there are several services on
 * one machine: V8 looks for garbage earlier than it would. Folding a million events peaked at 362 MB without these, at
 * about 150 MB with them (185 MB while a rebuild runs beside the served view), at about nine tenths of the speed:
 * `npm run proof -- rebuild-memory`.
 */
export const serviceFlags: readonly string[] = [
  '--max-semi-space-size=4',
  '--heap-growing-percent=20',
  '--optimize-for-size',
];
