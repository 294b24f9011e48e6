/** The headings of `tessera events --help`. */
export const eventGroups = {
  read: 'Read:',
  move: 'Check and move:',
  views: 'Views and personal data:',
} as const;
