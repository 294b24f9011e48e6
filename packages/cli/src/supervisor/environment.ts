/**
 * What each process is told, and nothing more: children inherit no environment, so a secret in the shell that started
 * the product (or one process's token) is not in the others' memory.
 */
import { isServerUrl } from '@tessera/event-log';
import type { KeysPlace } from '@tessera/service-kit/node';
import type { DataFolder } from '../data-folder/paths.ts';
import type { Secrets } from '../data-folder/secrets.ts';

/** Machine settings that are nobody's secret and that every Node process needs to behave. */
const inherited = [
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'NODE_EXTRA_CA_CERTS',
  'TESSERA_LOG_LEVEL',
  // Where the orders service sends its mail.
  'TESSERA_SMTP_URL',
];

type Environment = Readonly<Record<string, string | undefined>>;

/** How the gateway is seen from outside; an operator's to set. */
const gatewaySettings = [
  'HOST',
  'TESSERA_PUBLIC_URL',
  'TESSERA_PRODUCT',
  'TESSERA_MUST_SWITCH_HOURS',
  'TESSERA_DEV_IDENTITIES',
  'TESSERA_COMPOSITION_SEED',
];

export function baseEnvironment(env: Environment): Record<string, string> {
  return pick(env, inherited);
}

function pick(env: Environment, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

export interface ServiceEnvironment {
  readonly release: string;
  readonly port: number;
  readonly log: string;
  /** Where the keys of personal data are, and what those on servers are wrapped by. */
  readonly keys: KeysPlace;
  readonly data: DataFolder;
  readonly secrets: Secrets;
  readonly environment: string;
  /** Where it registers. */
  readonly gateway: string;
  /** Undefined: its read store is the service's own, not that of one of several. */
  readonly replica?: string | undefined;
  /** Where its read store comes from when it has none. */
  readonly copyFrom?: string | undefined;
  /** What this service is told besides. */
  readonly own?: Readonly<Record<string, string>>;
}

/** Only who signs compositions gets the key they are signed by. */
export function ownEnvironment(service: string, secrets: Secrets): Record<string, string> {
  return service === 'releases' ? { TESSERA_COMPOSITION_KEY: secrets.compositionKeys.privateKey } : {};
}

export function serviceEnvironment({
  gateway,
  replica,
  copyFrom,
  release,
  port,
  log,
  keys,
  data,
  secrets,
  environment,
  own = {},
}: ServiceEnvironment): Record<string, string> {
  return {
    ...own,
    PORT: String(port),
    TESSERA_LOG: log,
    TESSERA_DATA: data.root,
    TESSERA_KEYS: keys.keys,
    ...(isServerUrl(keys.keys) && keys.secret !== undefined ? { TESSERA_KEYS_SECRET: keys.secret } : {}),
    TESSERA_INTERNAL_TOKEN: secrets.internalToken,
    TESSERA_RELEASE: release,
    TESSERA_ENV: environment,
    TESSERA_GATEWAYS: gateway,
    ...(replica === undefined ? {} : { TESSERA_REPLICA: replica }),
    ...(copyFrom === undefined ? {} : { TESSERA_COPY_FROM: copyFrom }),
  };
}

export interface GatewayEnvironment {
  readonly release: string;
  /** Of the operator: what of it is meant for the gateway is handed on. */
  readonly env: Environment;
  readonly port: number;
  readonly data: DataFolder;
  readonly secrets: Secrets;
  /** Service name → base URLs of its replicas. */
  readonly services: ReadonlyMap<string, readonly string[]>;
  readonly teamsFile: string;
  readonly environment: string;
  /** Whose releases it serves. */
  readonly serves: string;
}

export function gatewayEnvironment({
  release,
  env,
  port,
  data,
  secrets,
  services,
  teamsFile,
  environment,
  serves,
}: GatewayEnvironment): Record<string, string> {
  return {
    ...pick(env, gatewaySettings),
    PORT: String(port),
    TESSERA_RELEASE: release,
    TESSERA_DATA: data.root,
    TESSERA_SERVICES: [...services].map(([name, urls]) => `${name}=${urls.join('|')}`).join(','),
    TESSERA_INTERNAL_TOKEN: secrets.internalToken,
    TESSERA_DEPLOY_TOKENS: secrets.deployTokenHashesFile,
    TESSERA_SESSION_SECRET: secrets.sessionSecretFile,
    TESSERA_COMPOSITION_KEYS: secrets.compositionKeys.publicKeys,
    TESSERA_PREVIEW_KEY: secrets.previewKeys.privateKey,
    TESSERA_PREVIEW_KEYS: secrets.previewKeys.publicKeys,
    TESSERA_TEAMS: teamsFile,
    TESSERA_ENV: environment,
    TESSERA_COMPOSITION: serves,
  };
}
