/** Which route answers what. Routes throw `HttpProblem` to refuse; anything else they throw is masked and logged. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Metrics } from '../observe/metrics.ts';
import { createExchange } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import { HttpProblem } from './problem.ts';
import { sendProblem } from './respond.ts';

export interface Route {
  /** What metrics and logs call it: bounded in number, never a raw path. */
  readonly name: string;
  readonly methods: readonly string[];
  /** Exact path, or a prefix that ends in `/`. */
  readonly path: string;
  handle(exchange: Exchange): Promise<void> | void;
}

export interface RouterOptions {
  /** Tried in order; the first whose path matches answers, or says which methods it knows. */
  readonly routes: readonly Route[];
  readonly log: Logger;
  readonly metrics: Metrics;
}

export function createRouter({
  routes,
  log,
  metrics,
}: RouterOptions): (req: IncomingMessage, res: ServerResponse) => void {
  const find = (path: string): Route | undefined =>
    routes.find((route) => (route.path.endsWith('/') ? path.startsWith(route.path) : path === route.path));

  return (req, res) => {
    const started = performance.now();
    const exchange = createExchange(req, res, log);
    const route = find(exchange.url.pathname);
    res.once('close', () => {
      const seconds = (performance.now() - started) / 1000;
      metrics.request(route?.name ?? 'none', req.method ?? '', res.statusCode, seconds);
      exchange.log.debug(
        { route: route?.name, method: req.method, status: res.statusCode, ms: Math.round(seconds * 1000) },
        'request',
      );
    });
    void answer(exchange, route);
  };
}

async function answer(exchange: Exchange, route: Route | undefined): Promise<void> {
  const { req, res } = exchange;
  try {
    if (route === undefined) throw new HttpProblem(404, 'NOT_FOUND', 'There is nothing at this address.');
    const method = req.method === 'HEAD' ? 'GET' : (req.method ?? '');
    if (!route.methods.includes(method)) {
      const allow = route.methods.join(', ');
      throw new HttpProblem(405, 'METHOD_NOT_ALLOWED', `This address answers ${allow}.`, { headers: { allow } });
    }
    await route.handle(exchange);
  } catch (error) {
    if (res.headersSent) {
      // The answer has begun; cutting it off is the only honest way left to say that it failed.
      exchange.log.error({ err: error }, 'a route failed after its answer had begun');
      res.destroy();
      return;
    }
    if (error instanceof HttpProblem) return sendProblem(exchange, error);
    if (req.destroyed && !res.writable) return;
    exchange.log.error({ err: error, route: route?.name }, 'a route failed');
    sendProblem(
      exchange,
      new HttpProblem(500, 'INTERNAL', 'Something failed on our side. The correlation id leads to the cause.'),
    );
  }
}
