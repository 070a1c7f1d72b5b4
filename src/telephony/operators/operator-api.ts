// Requests to an operator's API: with a time limit, and errors that tell the owner what the operator said. They bear the
// owner's keys, so they go where they were sent and nowhere else.

const LIMIT_MS = 15_000;
const WORDS = 300; // of an operator's error page, for the owner to read

export type ApiRequest = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  /** sent as application/x-www-form-urlencoded */
  form?: Readonly<Record<string, string>> | URLSearchParams;
  /** sent as application/json */
  json?: unknown;
  /** what is asked for is a link: an answer that leads elsewhere is returned as it came */
  link?: boolean;
};

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Asks; any status is an answer, but one that leads elsewhere is never followed. By itself fetch would leave out
 * `Authorization` alone, and say other headers (X-Auth-Token of MTS) and, after 307 and 308, the body (keys of Mango, UIS,
 * MegaFon) to whoever it is led to. Throws if no answer came within 15 s, or it leads elsewhere and no link was asked for.
 */
export async function askApi(
  url: string,
  { method, headers = {}, form, json, link = false }: ApiRequest = {},
): Promise<Response> {
  const body = form ? new URLSearchParams(form) : json === undefined ? undefined : JSON.stringify(json);
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...type, ...headers },
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
    signal: AbortSignal.timeout(LIMIT_MS),
  }).catch((error: unknown) => {
    throw new Error(`${new URL(url).host} does not answer`, { cause: error });
  });
  if (link || !REDIRECTS.has(answer.status)) return answer;
  await answer.body?.cancel();
  throw ledElsewhere(url, answer);
}

function ledElsewhere(url: string, { status, headers }: Response): Error {
  const to = headers.get('location') ?? '';
  const where = URL.canParse(to, url) ? new URL(to, url).host : 'no address';
  return new Error(
    `${new URL(url).host} leads elsewhere (${status}) to ${where}: the connection's keys are not sent there. If the operator's API has moved, a newer Dialtrace is needed`,
  );
}

/** Asks for JSON; throws with the operator's words unless it answers 2xx. */
export async function askJson<T>(url: string, request?: ApiRequest): Promise<T> {
  const answer = await askApi(url, request);
  if (!answer.ok) throw await refusalOf(answer);
  return (await answer.json()) as T;
}

/** What an answer that is not 2xx says, as an Error for the owner. */
export async function refusalOf(answer: Response): Promise<Error> {
  return refusalWith(new URL(answer.url).host, answer.status, await answer.text().catch(() => ''));
}

/** The same of an answer that was read already. */
export function refusalWith(host: string, status: number, text: string): Error {
  const said = text.replace(/\s+/g, ' ').trim().slice(0, WORDS);
  return new Error(`${host} answered ${status}${said ? `: ${said}` : ''}`);
}

/** The Authorization header of RFC 7617. */
export function basicAuth(user: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}
