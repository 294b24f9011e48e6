/** The product's public GraphQL API as somebody's program uses it: signed in, over HTTP, nothing of ours in between. */
export interface GraphqlUser {
  /** The session's, for what is not GraphQL. */
  readonly cookie: string;
  /** Answers `data`; throws what the API complains of. `headers`: besides those that every request has. */
  ask<Data>(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Data>;
}

/** Signs in as a development identity (`ada`, `dana`, …). Free queries need a product in development. */
export async function signInByHttp(url: string, identity: string): Promise<GraphqlUser> {
  const answer = await fetch(`${url}/auth/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ identity, return: '/' }),
  });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`${identity} could not sign in: ${answer.status} ${await answer.text()}`);
  return {
    cookie,
    async ask<Data>(
      query: string,
      variables: Readonly<Record<string, unknown>> = {},
      more: Readonly<Record<string, string>> = {},
    ) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { origin: url, cookie, 'content-type': 'application/json', ...more },
        body: JSON.stringify({ query, variables }),
      });
      const text = await response.text();
      const { data, errors } = JSON.parse(text) as { data?: Data; errors?: { message: string }[] };
      if (errors !== undefined || data === undefined) throw new Error(`${response.status}: ${text.slice(0, 600)}`);
      return data;
    },
  };
}
