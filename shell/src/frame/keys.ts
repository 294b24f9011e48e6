/** Decides between ⌘ and Ctrl in what is shown; both work. */
export const isMac: boolean = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '');
