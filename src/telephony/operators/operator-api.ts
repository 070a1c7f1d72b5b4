// Requests to an operator's API: with a time limit, and errors that tell the owner what the operator said.

const LIMIT_MS = 15_000;
const WORDS = 300; // of an operator's error page, for the owner to read

export type ApiRequest = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  /** sent as application/x-www-form-urlencoded */
  form?: Readonly<Record<string, string>> | URLSearchParams;
  /** sent as application/json */
  json?: unknown;
};

/** Asks; any status is an answer. Throws if none came within 15 s. */
export async function askApi(url: string, { method, headers = {}, form, json }: ApiRequest = {}): Promise<Response> {
  const body = form ? new URLSearchParams(form) : json === undefined ? undefined : JSON.stringify(json);
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  try {
    return await fetch(url, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { ...type, ...headers },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
  } catch (error) {
    throw new Error(`${new URL(url).host} does not answer`, { cause: error });
  }
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
