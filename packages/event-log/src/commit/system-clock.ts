/**
 * The system's time as ISO 8601, for commits' `time`. Making the text takes longer than asking what time it is, and many
 * appends share a millisecond.
 */
export function createSystemClock(): () => string {
  let at = Number.NaN;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== at) {
      at = now;
      text = new Date(now).toISOString();
    }
    return text;
  };
}
