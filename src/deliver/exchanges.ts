// Requests and answers as they are kept and shown: secrets masked, long bodies cut.
import { storable } from '../core/text.ts';
import { type Request, type Response, Unanswered } from './port.ts';

export type Exchange = {
  request: { method: string; url: string; headers: Record<string, string>; body: string };
  /** null: none came */
  response: { status: number; headers: Record<string, string>; body: string } | null;
  /** why none came */
  error: { reason: Unanswered['reason']; detail: string } | null;
  milliseconds: number;
};

const LONGEST_BODY = 16 * 1024;
const MASK = '•••';
const SHORTEST_SECRET = 4;

/** Asks, and puts each request with its answer into `kept`, without what is secret at that time. */
export function keeping(
  ask: (request: Request) => Promise<Response>,
  kept: Exchange[],
  secrets: () => readonly string[],
): typeof ask {
  return async (asked) => {
    const request = { ...asked, secrets: [...secrets(), ...(asked.secrets ?? [])] };
    const at = performance.now();
    const took = () => Math.round(performance.now() - at);
    try {
      const response = await ask(request);
      kept.push(exchangeOf(request, { response }, took()));
      return response;
    } catch (error) {
      if (error instanceof Unanswered) kept.push(exchangeOf(request, { error }, took()));
      throw error;
    }
  };
}

/** As it may be shown to whoever may see the destination; `answer` null: it was not sent. */
export function exchangeOf(
  request: Request,
  answer: { response: Response } | { error: Unanswered } | null,
  milliseconds: number,
): Exchange {
  const mask = masking(request.secrets ?? []);
  const shown = (headers: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, storable(mask(value))]));
  const { method, url, headers } = request;
  return {
    request: { method, url: storable(mask(url)), headers: shown(headers), body: cut(mask(textOf(request.body))) },
    response:
      answer && 'response' in answer
        ? shownResponse(request.secretAnswer ? { ...answer.response, body: MASK } : answer.response, mask, shown)
        : null,
    error:
      answer && 'error' in answer
        ? { reason: answer.error.reason, detail: storable(mask(answer.error.message)) }
        : null,
    milliseconds,
  };
}

const shownResponse = (
  { status, headers, body }: Response,
  mask: (text: string) => string,
  shown: (headers: Readonly<Record<string, string>>) => Record<string, string>,
) => ({ status, headers: shown(headers), body: cut(mask(body)) });

function masking(secrets: readonly string[]): (text: string) => string {
  const words = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
    .sort((a, b) => b.length - a.length);
  return (text) => words.reduce((rest, word) => rest.replaceAll(word, MASK), text);
}

const textOf = (body: Request['body']): string => {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : `${body.length} bytes`;
};
const cut = (text: string) => storable(text.length > LONGEST_BODY ? `${text.slice(0, LONGEST_BODY)}…` : text);
