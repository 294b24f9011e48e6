/** What a gateway is told. `main.ts` reads it from the environment; tests hand it over. */
import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { isModuleName, parseTeams } from '@tessera/contracts';
import type { Teams } from '@tessera/contracts';
import type { OperationLimits } from './graph/limits.ts';

export interface GatewayOptions {
  /** 0 = any free one. */
  readonly port: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** Holds `artifacts/` and `gateway/`. */
  readonly dataFolder: string;
  /**
   * Service name → base URL, or one per replica: who is asked until processes register. The service called `releases` says what is
   * live.
   */
  readonly services: Readonly<Record<string, string | readonly string[]>>;
  readonly internalToken: string;
  /** `{team: sha256 hex}`; without it nobody may publish. */
  readonly deployTokensFile?: string;
  /** At least 32 characters. */
  readonly sessionSecret: string;
  readonly teams: Teams;
  /** `development` lets signed-in people send free text. */
  readonly environment: string;
  /** @default everywhere but in `production` */
  readonly developmentIdentities?: boolean;
  /** Which environment's composition is served. @default 'production' */
  readonly composition?: string;
  /** The public keys (a JWK set) that compositions must be signed by; without it none is taken, and nothing is live. */
  readonly compositionKeysFile?: string;
  /** A signed composition to start from where there is no better one. */
  readonly compositionSeedFile?: string;
  /** The private key (a JWK) that previews are signed by; without it there are none. */
  readonly previewKeyFile?: string;
  /** The public keys (a JWK set) that previews are held against. @default the public part of the private one */
  readonly previewKeysFile?: string;
  /** As users see it; https makes cookies `Secure` and adds HSTS. @default plain http */
  readonly publicUrl?: string;
  /** @default 'Brightwater Supply' */
  readonly product?: string;
  readonly version?: string;
  /** How long an open tab may stay on a release that is not what is live any more, in hours. @default the shell's: 24 */
  readonly mustSwitchHours?: number;
  /** Tells this gateway from its replicas. @default 'gateway' */
  readonly name?: string;
  readonly log?: Logger;
  readonly limits?: Partial<GatewayLimits>;
  /** Milliseconds since 1970; for sessions. @default Date.now */
  readonly now?: () => number;
}

export interface GatewayLimits {
  /** Of free text operations. */
  readonly operation: OperationLimits;
  /** Bytes of a POST /graphql body. @default 256 KiB */
  readonly bodyBytes: number;
  /** The same with a deploy token: a manifest fits, with what services add to a body of 1 MB at most. @default 960 KiB */
  readonly deployBodyBytes: number;
  /** Whole operation. @default 15 s */
  readonly operationMs: number;
  /** One request to one service. @default 10 s */
  readonly serviceMs: number;
  /** Between two looks at a service's contract. @default 5 s */
  readonly contractEveryMs: number;
  /** @default 12 h */
  readonly sessionMs: number;
  /** @default 15 s */
  readonly heartbeatMs: number;
  /** A live reader that has not drained for this long is closed. @default 60 s */
  readonly stallMs: number;
  /** How soon the releases service is told how releases fare. @default 2 s */
  readonly healthEveryMs: number;
  /** How often the artifact store is looked at for a newer composition when nobody says there is one. @default 1 s */
  readonly compositionEveryMs: number;
  /** A registered service process that says nothing for this long is taken for gone. @default 7 s */
  readonly leaseMs: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads seams §4's environment; throws with the name of what is missing and what to set it to. */
export function optionsFromEnvironment(env: Environment): GatewayOptions {
  const need = (name: string, example: string): string => {
    const value = env[name];
    if (value === undefined || value === '')
      throw new Error(`${name} is not set. Set it to ${example}; \`tessera start\` sets everything the gateway needs.`);
    return value;
  };
  const sessionSecret = readText(
    need('TESSERA_SESSION_SECRET', 'the path of a file with at least 32 random characters'),
    'TESSERA_SESSION_SECRET',
  );
  if (sessionSecret.length < 32)
    throw new Error(
      'The file that TESSERA_SESSION_SECRET names holds fewer than 32 characters. Fill it with random ones.',
    );
  const environment = env['TESSERA_ENV'] ?? 'production';
  const port = Number(env['PORT'] ?? 4000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`PORT is "${env['PORT']}". Set it to a port number, or to 0 for any free one.`);
  const age = env['TESSERA_MUST_SWITCH_HOURS'] ?? '';
  if (age !== '' && !(Number(age) > 0 && Number.isFinite(Number(age))))
    throw new Error(
      `TESSERA_MUST_SWITCH_HOURS is "${age}". Set it to the hours an open tab may stay on a release that is not live any more, such as 8 or 0.5.`,
    );
  for (const [variable, name] of [
    ['TESSERA_ENV', environment],
    ['TESSERA_GATEWAY_NAME', env['TESSERA_GATEWAY_NAME'] || 'gateway'],
    ['TESSERA_COMPOSITION', env['TESSERA_COMPOSITION'] || 'production'],
  ] as const)
    // What a gateway says under another name the releases service does not take: the gate would know of no open tabs.
    if (!isModuleName(name))
      throw new Error(`${variable} is "${name}". Use lower-case words joined by hyphens, such as gateway-1.`);
  return {
    port,
    ...(age === '' ? {} : { mustSwitchHours: Number(age) }),
    dataFolder: need('TESSERA_DATA', 'the data folder'),
    services: parseServices(need('TESSERA_SERVICES', 'orders=http://127.0.0.1:4101,…')),
    internalToken: need('TESSERA_INTERNAL_TOKEN', 'the token the services know'),
    sessionSecret,
    teams: parseTeams(JSON.parse(readText(need('TESSERA_TEAMS', 'the path of teams.json'), 'TESSERA_TEAMS'))),
    environment,
    compositionKeysFile: need(
      'TESSERA_COMPOSITION_KEYS',
      'the path of the public keys that compositions are signed by (a JWK set)',
    ),
    ...optional('previewKeyFile', env['TESSERA_PREVIEW_KEY']),
    ...optional('previewKeysFile', env['TESSERA_PREVIEW_KEYS']),
    ...optional('compositionSeedFile', env['TESSERA_COMPOSITION_SEED']),
    developmentIdentities: env['TESSERA_DEV_IDENTITIES'] === '1' || environment !== 'production',
    ...optional('deployTokensFile', env['TESSERA_DEPLOY_TOKENS']),
    ...optional('composition', env['TESSERA_COMPOSITION']),
    ...optional('host', env['HOST']),
    ...optional('publicUrl', env['TESSERA_PUBLIC_URL']),
    ...optional('product', env['TESSERA_PRODUCT']),
    ...optional('version', env['TESSERA_RELEASE']),
    ...optional('name', env['TESSERA_GATEWAY_NAME']),
  };
}

const optional = <Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> =>
  value === undefined || value === '' ? {} : ({ [name]: value } as Record<Name, string>);

function readText(path: string, variable: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new Error(`The file that ${variable} names cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** `name=url,name=url|url`: replicas are joined by `|`. */
function parseServices(text: string): Record<string, readonly string[]> {
  const entries = text.split(',').map((part) => {
    const [name = '', rest = ''] = part.trim().split(/=(.*)/s);
    const urls = rest.split('|').map((url) => url.trim());
    if (!/^[a-z][a-z0-9-]*$/.test(name) || !urls.every((url) => URL.canParse(url)))
      throw new Error(
        `TESSERA_SERVICES holds "${part}". Write <name>=<url>, several joined by commas; replicas of one: <name>=<url>|<url>.`,
      );
    return [name, urls.map((url) => new URL(url).origin)];
  });
  return Object.fromEntries(entries) as Record<string, readonly string[]>;
}
