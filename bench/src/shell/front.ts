/**
 * The server in front of all three: the same HTTP, the same compression, the same caching. What it does not serve itself it
 * hands on to the product's gateway, so that everybody gets the same data. Of the product it keeps the files that never change,
 * as any proxy before it does, and so serves them from memory like those of the peers; its pages come from the gateway each time.
 */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

export interface Front {
  readonly port: number;
  close(): Promise<void>;
}

const compress = promisify(brotliCompress);
const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

export interface FrontOptions {
  /** The product's own address. */
  readonly gateway: string;
  /** What is served from here; undefined: nothing, the product itself is asked. `html` is every page. */
  readonly peer:
    | {
        readonly files: ReadonlyMap<string, Uint8Array>;
        readonly html: string;
        /** Of every page, besides those about its content. */
        readonly headers: Readonly<Record<string, string>>;
      }
    | undefined;
  /** With it the front speaks HTTP/2 over TLS, without it HTTP/1.1. */
  readonly certificate: { readonly key: string; readonly cert: string } | undefined;
}

/** What belongs to one connection, and is not handed on to another. */
const ownToConnection = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade'];

export async function startFront({ gateway, peer, certificate }: FrontOptions): Promise<Front> {
  const files = new Map<
    string,
    { readonly type: string; readonly body: Uint8Array; readonly encoding: string | undefined }
  >();
  for (const [path, content] of peer?.files ?? []) {
    const type = types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    const small = path.endsWith('.woff2');
    files.set(path, { type, encoding: small ? undefined : 'br', body: small ? content : await compress(content) });
  }
  const { hostname, port } = new URL(gateway);
  const kept = new Map<string, { readonly headers: Record<string, string | string[]>; readonly body: Buffer }>();

  function handOn(req: IncomingMessage, res: ServerResponse): void {
    const { method, url } = req;
    const headers = Object.fromEntries(Object.entries(req.headers).filter(([name]) => !name.startsWith(':')));
    const host = req.headers.host ?? req.headers[':authority'];
    const upstream = request(
      {
        hostname,
        port,
        method,
        path: url,
        headers: { ...headers, ...(host === undefined ? {} : { host: String(host) }) },
      },
      (answer) => {
        const passed = Object.entries(answer.headers).filter(([name]) => !ownToConnection.includes(name));
        const answered = Object.fromEntries(passed) as Record<string, string | string[]>;
        res.writeHead(answer.statusCode ?? 502, answered);
        answer.pipe(res);
        if (answer.statusCode === 200 && /\bimmutable\b/.test(String(answered['cache-control'])))
          void buffer(answer).then((body) => kept.set(url!, { headers: answered, body }));
        // A stream that says nothing yet has begun all the same.
        res.flushHeaders();
      },
    );
    upstream.on('error', () => res.destroy());
    res.on('close', () => upstream.destroy());
    req.pipe(upstream);
  }

  function answer(req: IncomingMessage, res: ServerResponse): void {
    const path = req.url ?? '/';
    const file = files.get(path);
    if (file !== undefined) {
      res.writeHead(200, {
        'content-type': file.type,
        'cache-control': 'public, max-age=31536000, immutable',
        'content-length': file.body.length,
        ...(file.encoding === undefined ? {} : { 'content-encoding': file.encoding }),
      });
      return void res.end(file.body);
    }
    const known = kept.get(path);
    if (known !== undefined) {
      res.writeHead(200, known.headers);
      return void res.end(known.body);
    }
    const isPage = req.headers['sec-fetch-dest'] === 'document' && !path.startsWith('/auth/');
    if (peer === undefined || !isPage) return handOn(req, res);
    // As the gateway encodes its pages: on the way, quickly.
    void compress(peer.html, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }).then((body) => {
      res.writeHead(200, {
        ...peer.headers,
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-encoding': 'br',
        'content-length': body.length,
      });
      res.end(body);
    });
  }

  const sockets = new Set<Socket>();
  // Node's HTTP/2 hands over requests and answers that are used like those of HTTP/1.
  const server: Server =
    certificate === undefined
      ? createServer({ keepAliveTimeout: 60_000 }, answer)
      : createSecureServer(certificate, answer as never);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
