/** POST /reports: what open tabs say of the releases they run. Sent as a beacon, so nobody waits for the answer. */
import { ContractError, parseTabReport } from '@tessera/contracts';
import type { Sessions } from '../auth/session.ts';
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
}

const maxBodyBytes = 16 * 1024;

export function createReportRoute({ sessions, census, health }: ReportRouteOptions): Route {
  return {
    name: 'reports',
    methods: ['POST'],
    path: '/reports',
    async handle({ req, res }) {
      if (!isJson(req)) throw new HttpProblem(415, 'JSON_ONLY', 'Send content-type: application/json.');
      const session = await sessions.require(req, res);
      requireSameOrigin(req);
      const report = parse((await readBody(req, maxBodyBytes)).toString('utf8'));
      // One sign-in cannot speak for another's tabs.
      census.see({ tab: `${session.id} ${report.tab}`, running: report.running });
      health.add(report.counts);
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
