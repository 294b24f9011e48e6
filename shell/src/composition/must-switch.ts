/** How long an open tab may stay on a release that is not what is live any more, in milliseconds: 24 hours. */
export const mustSwitchAfterMs = 24 * 60 * 60 * 1000;
