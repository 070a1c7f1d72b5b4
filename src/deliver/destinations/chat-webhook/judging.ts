// What a chat's answer means: a word (Slack), JSON (Mattermost, Rocket.Chat, Google Chat); some say 200 and mean no.
import type { Outcome, Response } from '../../port.ts';
import { whatNow } from '../../what-now.ts';

/** The webhook, its channel or its maker is not there any more, or may not post. */
const GONE = [401, 403, 404, 410];
/** Words that mean the same and come with 400. Slack's, Mattermost's ids, Rocket.Chat's. */
const GONE_WORDS =
  /no_service|no_team|no_active_hooks|invalid_token|channel_not_found|user_not_found|incoming_webhook\.(invalid|disabled|channel|permissions|user|team)|invalid integration/i;

export function judgeAnswer(response: Response): Outcome {
  const { status, body } = response;
  const words = wordsOf(body);
  if (status >= 200 && status < 300)
    return /"success"\s*:\s*false/.test(body) ? { kind: 'refused', reason: `refused: ${words}` } : { kind: 'done' };
  if (GONE.includes(status) || (status === 400 && GONE_WORDS.test(body)))
    return { kind: 'needs-owner', reason: `webhook-gone: ${words || `HTTP ${status}`}` };
  if (status === 400 || status === 413 || status === 422) return { kind: 'refused', reason: `refused: ${words}` };
  return whatNow(response);
}

const LONGEST = 300;

/** What it says to people, wherever that stands. */
function wordsOf(body: string): string {
  try {
    const said = JSON.parse(body) as { message?: unknown; error?: unknown };
    const error = said.error as { message?: unknown } | string | undefined;
    const words = typeof error === 'string' ? error : (error?.message ?? said.message);
    return `${words ?? body}`.slice(0, LONGEST);
  } catch {
    return body.trim().slice(0, LONGEST);
  }
}
