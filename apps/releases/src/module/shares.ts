/** The steps in which a canary usually grows, percent of the users. */
export const shares: readonly number[] = [1, 5, 10, 25, 50];

/** A canary only grows: shrinking it would take people back and forth. */
export const sharesAbove = (share: number): number[] => shares.filter((each) => each > share);
