/** POST /reports: what open tabs say of the releases they run. Sent as a beacon, so nobody waits for the answer. */
import { ContractError, parseTabReport } from '@tessera/contracts';
import type { IncomingMessage } from 'node:http';
import type { Session, Sessions } from '../auth/session.ts';
import { isJson, readBody } from '../http/body.ts';
import { HttpProblem } from '../http/problem.ts';
import { inertHeaders, send } from '../http/respond.ts';
import type { Route } from '../http/router.ts';
import { requireSameOrigin } from '../http/same-origin.ts';
import type { Health } from './health-counts.ts';
import type { TabCensus } from './tab-census.ts';

export interface ReportRouteOptions {
  readonly sessions: Sessions;
  readonly census: TabCensus;
  readonly health: Health;
  /** Modules of which this person sees something else than what is live. */
  readonly previewed: (req: IncomingMessage, session: Session) => Promise<ReadonlySet<string>>;
}

const maxBodyBytes = 16 * 1024;

export function createReportRoute({ sessions, census, health, previewed }: ReportRouteOptions): Route {
  return {
    name: 'reports',
    methods: ['POST'],
    path: '/reports',
    async handle({ req, res }) {
      if (!isJson(req)) throw new HttpProblem(415, 'JSON_ONLY', 'Send content-type: application/json.');
      const session = await sessions.require(req, res);
      requireSameOrigin(req);
      const report = parse((await readBody(req, maxBodyBytes)).toString('utf8'));
      // A preview is no reason to hold anybody up: the gate judges what open tabs of others run, a canary what its users meet.
      const apart = await previewed(req, session);
      const isLive = ({ module }: { readonly module: string }): boolean => !apart.has(module);
      const running = report.running.filter(isLive);
      // One sign-in cannot speak for another's tabs.
      census.see({ tab: `${session.id} ${report.tab}`, running });
      health.add(report.counts.filter(isLive));
      send(res, 204, { ...inertHeaders, 'cache-control': 'no-store' });
    },
  };
}

function parse(text: string): ReturnType<typeof parseTabReport> {
  try {
    return parseTabReport(JSON.parse(text));
  } catch (error) {
    if (error instanceof ContractError || error instanceof SyntaxError)
      throw new HttpProblem(400, 'BAD_REPORT', error.message);
    throw error;
  }
}
