// Buttons below a message that do something with its call: Telegram tells us of a press at our own address.
// https://core.telegram.org/bots/api#setwebhook. A bot has one such address: one destination a bot can have buttons.

import { createHash } from 'node:crypto';
import { readJson } from '../../json.ts';
import { languageOf } from '../../people/fields.ts';
import { WORDS } from '../../people/words.ts';
import type { Act, Acted, DestinationTold, Hook, HookAnswer, Way } from '../../port.ts';
import { isSameSecret } from '../../same-secret.ts';
import type { Told } from '../../told.ts';
import { asJson, askBot } from './bot.ts';
import { chatOf, chatStarted, type Update } from './chat.ts';

const CODES: Readonly<Record<string, Act>> = { back: 'call-back', spam: 'spam' };

/** Those that are of use now. */
export function actionsOf({ call }: Told, { settings }: DestinationTold): { text: string; callback_data: string }[] {
  const words = WORDS[languageOf(settings)];
  if (!call?.endedAt || call.direction === 'out' || call.spam) return [];
  return [
    ...(call.caller ? [{ text: `📞 ${words.callBack}`, callback_data: `back:${call.id}` }] : []),
    { text: `🚫 ${words.markSpam}`, callback_data: `spam:${call.id}` },
  ];
}

/** Telegram tells it with each press; nobody else knows it. */
const wordOf = (way: Way) => createHash('sha256').update(`press ${way.hookUrl()}`).digest('base64url');

/**
 * Asks Telegram to tell us of presses, once; false: it can't, since it does not reach us. It belongs to the settings rather
 * than to a message: it is asked when a message is only to be shown, too.
 */
export async function hearsPresses(to: DestinationTold, way: Way): Promise<boolean> {
  if (to.settings.actions !== 'yes') return false;
  const url = way.hookUrl();
  const { webhookTold, webhookRefused } = to.settings;
  if (webhookTold === url || webhookRefused === url) return webhookTold === url;
  const asked = { url, secret_token: wordOf(way), allowed_updates: ['callback_query', 'message'] };
  const more = { secrets: [url, asked.secret_token], asksOnly: true };
  const answer = await askBot('setWebhook', to, way, asJson(asked, more));
  const isRefused = answer.kind === 'not-ok' && answer.outcome.kind === 'refused';
  if (answer.kind === 'ok') await way.keepSecrets({ webhookTold: url });
  else if (isRefused) await way.keepSecrets({ webhookRefused: url });
  return answer.kind === 'ok';
}

type Press = Update & {
  update_id?: number;
  callback_query?: { id: string; data?: string; message?: { chat: { id: number } } };
};

export async function hearPress({ headers, body }: Hook, to: DestinationTold, way: Way): Promise<HookAnswer> {
  if (!isSameSecret(headers['x-telegram-bot-api-secret-token'] ?? '', wordOf(way))) return { status: 403 };
  const update = readJson(body) as Press;
  const started = chatStarted(update, way);
  const { chatId, foundChat } = to.settings;
  if (started && !chatId && !foundChat) await way.keepSecrets({ foundChat: started }); // members of a group see the word
  const press = update.callback_query;
  if (!press) return { status: 200 };
  const acted = await way.alone(`press ${press.id}`, () => actOnce(press, to, way));
  const text = WORDS[languageOf(to.settings)].acts[acted];
  await askBot('answerCallbackQuery', to, way, asJson({ callback_query_id: press.id, text }));
  return { status: 200 };
}

/** What Telegram tells again has been done. */
async function actOnce(
  { id, data = '', message }: NonNullable<Press['callback_query']>,
  to: DestinationTold,
  way: Way,
): Promise<keyof (typeof WORDS)['en']['acts']> {
  const [, code = '', callId = ''] = /^(\w+):([0-9a-f-]{36})$/.exec(data) ?? [];
  const what = CODES[code];
  if (!what || `${message?.chat.id}` !== (await chatOf(to, way))) return 'gone';
  if (await way.linked('press', id)) return 'already';
  await way.link('press', id, callId);
  return ANSWERS[what][await way.act(what, callId)];
}

type Answer = keyof (typeof WORDS)['en']['acts'];
const ANSWERS: Record<Act, Record<Acted, Answer>> = {
  spam: { done: 'marked', already: 'already', refused: 'refused', 'no-such-call': 'gone' },
  'call-back': { done: 'calling', already: 'already', refused: 'refused', 'no-such-call': 'gone' },
};
