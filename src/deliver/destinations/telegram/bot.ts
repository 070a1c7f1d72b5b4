// One method of the Bot API asked, and what its answer means: https://core.telegram.org/bots/api#making-requests
import { readJson } from '../../json.ts';
import type { DestinationTold, Outcome, Request, Response, Way } from '../../port.ts';

export const BOT_REASONS = [
  'bot-not-let-in',
  'chat-not-found',
  'topic-not-found',
  'template-wrong',
  'too-long',
  'too-large',
  'refused',
] as const;

export type BotAnswer<T> =
  | { kind: 'ok'; result: T }
  /** the group is another one now: to be asked there again */
  | { kind: 'moved'; chatId: string }
  | { kind: 'not-ok'; outcome: Outcome; description: string };
type Asked = { body: string | Uint8Array; type: string; more?: Partial<Request> };

const DEFAULT_API = 'https://api.telegram.org';

/** Rejects with Unanswered if none came. */
export async function askBot<T>(
  method: string,
  { settings }: DestinationTold,
  way: Way,
  { body, type, more }: Asked,
): Promise<BotAnswer<T>> {
  const api = (settings.apiUrl || DEFAULT_API).replace(/\/+$/, '');
  const response = await way.ask({
    ...{ method: 'POST', url: `${api}/bot${settings.botToken}/${method}` },
    ...{ headers: { 'content-type': type, 'user-agent': 'Dialtrace' }, body, ...more },
  });
  return judge<T>(response);
}

export const asJson = (fields: Readonly<Record<string, unknown>>, more?: Partial<Request>): Asked => ({
  ...{ body: JSON.stringify(fields), type: 'application/json', ...(more && { more }) },
});

type Said = {
  ok?: boolean;
  result?: unknown;
  description?: string;
  parameters?: { retry_after?: number; migrate_to_chat_id?: number };
};

function judge<T>({ status, body }: Response): BotAnswer<T> {
  const said = readJson(body) as Said;
  if (status === 200 && said.ok === true) return { kind: 'ok', result: said.result as T };
  const moved = said.parameters?.migrate_to_chat_id;
  if (moved !== undefined) return { kind: 'moved', chatId: `${moved}` };
  const description = said.description ?? '';
  return { kind: 'not-ok', description, outcome: outcomeOf(status, description, said.parameters?.retry_after) };
}

function outcomeOf(status: number, description: string, retryAfter: number | undefined): Outcome {
  const owner = (code: string): Outcome => ({ kind: 'needs-owner', reason: `${code}: ${description}` });
  if (status === 429) return { kind: 'later', reason: 'http-429', after: (retryAfter ?? 1) * 1000 };
  if (status >= 500) return { kind: 'later', reason: `http-${status}` };
  if (status === 401 || status === 404) return owner('key-refused'); // 404: it does not even look like a token
  if (status === 403) return owner('bot-not-let-in');
  if (status === 413) return { kind: 'refused', reason: 'too-large' };
  if (/chat not found|PEER_ID_INVALID/i.test(description)) return owner('chat-not-found');
  if (/not enough rights|have no rights|CHAT_WRITE_FORBIDDEN/i.test(description)) return owner('bot-not-let-in');
  if (/thread not found|TOPIC_/i.test(description)) return owner('topic-not-found');
  if (/can't parse entities/i.test(description)) return owner('template-wrong');
  if (/too long/i.test(description)) return { kind: 'refused', reason: `too-long: ${description}` };
  return { kind: 'refused', reason: `refused: ${description || `HTTP ${status}`}` };
}

/** The bot's name, without @. */
export async function botName(to: DestinationTold, way: Way): Promise<string | Outcome> {
  const answer = await askBot<{ username: string }>('getMe', to, way, asJson({}, { asksOnly: true }));
  if (answer.kind === 'ok') return answer.result.username;
  return answer.kind === 'moved' ? { kind: 'later', reason: 'not-understood' } : answer.outcome;
}
