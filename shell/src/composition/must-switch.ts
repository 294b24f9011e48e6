/** How long an open tab may stay on a release that is not what is live any more, unless the gateway says otherwise. */
export const mustSwitchHours = 24;

export const hoursToMs = (hours: number): number => hours * 60 * 60 * 1000;
