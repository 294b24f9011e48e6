/** What the release verbs have in common: whom they speak to, and how releases are written. */
import { isModuleName, isVersion } from '@tessera/contracts';
import { CliError } from '../errors/cli-error.ts';
import { findGateway, findToken } from '../gateway/find-gateway.ts';
import { createGatewayClient, type GatewayClient } from '../gateway/gateway-client.ts';
import { readTeams } from '../supervisor/plan.ts';
import type { Context } from './context.ts';
import { defaultWaitSeconds } from './until-served.ts';

export interface ReleaseOptions {
  readonly environment: string;
  readonly reason?: string;
  readonly gateway?: string;
  readonly tokenFile?: string;
}

/** The gateway, as the team that owns the module. */
export function connect(
  { root, data }: Context,
  module: string,
  { gateway, tokenFile }: Pick<ReleaseOptions, 'gateway' | 'tokenFile'>,
): GatewayClient {
  const url = findGateway(data, { flag: gateway, env: process.env.TESSERA_GATEWAY });
  // A module that teams.json does not list: then only the platform team can answer for it.
  const team = readTeams(root).modules[module.replace(/@.*$/, '')]?.team ?? 'platform';
  return createGatewayClient({
    url,
    token: findToken(data, team, { file: tokenFile, env: process.env.TESSERA_TOKEN }),
  });
}

/** `orders@1.0.1` */
export function parseRelease(text: string, verb: string): { readonly module: string; readonly version: string } {
  const at = text.lastIndexOf('@');
  const [module, version] = at > 0 ? [text.slice(0, at), text.slice(at + 1)] : [text, ''];
  if (isModuleName(module) && isVersion(version)) return { module, version };
  throw new CliError('USAGE', `"${text}" names no release`, {
    advice: `Write module and version: tessera ${verb} orders@1.0.1. \`tessera releases\` lists them.`,
  });
}

/** A module, or one major of a library of which several are live: `shared-ui@1`. */
export function parseLine(text: string, verb: string): string {
  if (isModuleName(text.replace(/@(?:0|[1-9]\d*)$/, ''))) return text;
  throw new CliError('USAGE', `"${text}" is no module's name`, {
    advice: `Name the module only: tessera ${verb} orders. \`tessera releases\` lists them.`,
  });
}

/** A module, one major of a library, or the very release that is meant. */
export function parseLineOrRelease(
  text: string,
  verb: string,
): { readonly module: string; readonly version: string | null } {
  const at = text.lastIndexOf('@');
  if (at > 0 && isVersion(text.slice(at + 1))) return parseRelease(text, verb);
  return { module: parseLine(text, verb), version: null };
}

/** `10%` or `10`; null when nothing was said. */
export function parseShare(text: string | undefined): number | null {
  if (text === undefined) return null;
  const share = Number(/^(\d{1,3})\s*%?$/.exec(text)?.[1]);
  if (share >= 1 && share <= 99) return share;
  throw new CliError('USAGE', `"${text}" is no share of the users`, {
    advice: 'Write a whole number of percent from 1 to 99: --canary 10%. Without --canary everybody gets it.',
  });
}

/** Seconds to wait until a service's release is served. */
export function parseWait(text: string | undefined): number {
  if (text === undefined) return defaultWaitSeconds;
  const seconds = Number(text);
  if (text.trim() !== '' && seconds >= 0) return seconds;
  throw new CliError('USAGE', `"${text}" is no time to wait`, { advice: 'Write seconds: --wait 60; 0 does not wait.' });
}
