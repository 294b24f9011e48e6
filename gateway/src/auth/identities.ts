/** The people of a development identity: no password, no external service, refused in production. */
import type { User } from '@tessera/contracts';

export interface Identity {
  readonly user: User;
  /** What they do here, for the sign-in page. */
  readonly about: string;
}

export const developmentIdentities: readonly Identity[] = [
  {
    user: { id: 'ada', name: 'Ada Marsh', email: 'ada.marsh@northfield.example', roles: ['customer'] },
    about: 'Buyer at Northfield Waterworks',
  },
  {
    user: { id: 'ben', name: 'Ben Okafor', email: 'ben.okafor@brightwater.example', roles: ['catalog-staff'] },
    about: 'Looks after products and prices',
  },
  {
    user: { id: 'cleo', name: 'Cleo Lindqvist', email: 'cleo.lindqvist@brightwater.example', roles: ['warehouse'] },
    about: 'Picks and dispatches in the warehouse',
  },
  {
    user: {
      id: 'dana',
      name: 'Dana Reyes',
      email: 'dana.reyes@brightwater.example',
      roles: ['staff', 'release-manager'],
    },
    about: 'Sees everything, releases software',
  },
  {
    user: { id: 'emil', name: 'Emil Novak', email: 'emil.novak@harbourstreet.example', roles: ['customer'] },
    about: 'Buyer at Harbour Street Plumbing',
  },
];
