/** A log's url as it may be shown and logged: whoever may see where the log is need not know how to get in. */
export function shownUrl(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/@]*@/i, '$1…@');
}
