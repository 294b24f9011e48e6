import { servedEnvironment } from '../gateway/find-gateway.ts';
import type { VerbOption } from './verb.ts';

/** Of every verb that speaks to a gateway. */
export const gatewayOptions: readonly VerbOption[] = [
  { flags: '--gateway <url>', description: 'another gateway than the one running here (also TESSERA_GATEWAY)' },
  {
    flags: '--token-file <file>',
    description: "holds the team's deploy token (default: TESSERA_TOKEN, else the data folder's)",
  },
];

/** One name wherever an environment is meant, and its short form; commander has the value under the long one. */
const environmentFlags = '--env, --environment <name>';

export const environmentOption: VerbOption = {
  flags: environmentFlags,
  description:
    'the environment (default: what the product on the data folder serves, production if not told otherwise)',
  otherwise: ({ data }, { gateway }) => servedEnvironment(data, gateway),
};

/** Where all of them are meant when none is named. */
export const anyEnvironmentOption: VerbOption = { flags: environmentFlags, description: 'one environment' };

export const reasonOption: VerbOption = { flags: '--reason <text>', description: 'why, for the history' };

export const toOption: VerbOption = {
  flags: '--to <environment>',
  description: 'the environment; short for --environment',
};

export const canaryOption: VerbOption = {
  flags: '--canary <share>',
  description: 'for a share of the users only, 1% to 99%; the same users stay in it as it grows',
};

export const despiteEvidenceOption: VerbOption = {
  flags: '--despite-evidence',
  description: 'although its canary ended by itself here; without it that is refused (CANARY_FAILED)',
};

export const waitOption: VerbOption = {
  flags: '--wait <seconds>',
  description: "of a service: how long to wait until its release serves (default: 300; 0 doesn't wait)",
};
