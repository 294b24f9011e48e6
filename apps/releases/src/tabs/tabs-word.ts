/** What a number of open tabs is called behind it: `1 open tab`. */
export const tabsWord = (count: number): string => (count === 1 ? 'open tab' : 'open tabs');
