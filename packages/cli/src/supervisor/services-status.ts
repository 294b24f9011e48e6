/** `GET /_services` of the gateway: what the composition names of each service, who is there, and who is asked. */
export interface ServicesStatus {
  /** Whose composition the gateway serves. */
  readonly environment: string;
  /** Of the composition it serves by; null: it has none. */
  readonly revision: string | null;
  readonly services: Readonly<Record<string, ServiceRouting>>;
}

export interface ServiceRouting {
  /** Null: nothing of it was ever promoted. */
  readonly wanted: NamedRelease | null;
  /** Versions that nobody may run any more. */
  readonly killed: readonly string[];
  /** The way back from what is wanted was given up. A gateway that does not know says nothing. */
  readonly finalized?: boolean;
  readonly serving: { readonly release: string | null; readonly urls: readonly string[] };
  /** Releases that some people's requests go to beside that. */
  readonly beside: readonly ReleaseBeside[];
  /** Why what is wanted cannot take over although it is ready. */
  readonly problem: string | null;
  readonly instances: readonly {
    readonly release: string;
    readonly url: string;
    readonly ready: boolean;
    readonly serving: boolean;
  }[];
}

export interface NamedRelease {
  /** `orders-service@1.1.0` */
  readonly release: string;
  readonly version: string;
  readonly digest: string;
}

export interface ReleaseBeside extends NamedRelease {
  readonly purpose: 'canary' | 'preview';
  /** Of a canary: percent of the users. */
  readonly share?: number;
  /** Of a preview: which, and until when (ISO 8601). */
  readonly preview?: string;
  readonly expires?: string;
  /** The processes that are asked; none yet: a canary's users are sent where everybody is, a preview's are refused. */
  readonly urls: readonly string[];
  /** Why it is not asked although it is ready. */
  readonly problem: string | null;
}

/** Undefined when the gateway cannot be asked now, or is one that does not know. */
export async function askServices(
  gateway: string,
  token: string,
  signal: AbortSignal,
): Promise<ServicesStatus | undefined> {
  try {
    const response = await fetch(new URL('/_services', gateway), {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
    });
    return await servicesStatusOf(response);
  } catch {
    return undefined;
  }
}

/** Undefined when the answer is of a gateway that does not know. */
export async function servicesStatusOf(response: Response): Promise<ServicesStatus | undefined> {
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const body = await response.text();
  return response.ok && isJson ? (JSON.parse(body) as ServicesStatus) : undefined;
}
