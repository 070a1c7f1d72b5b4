// Telegram: a message for each call, changed in place when the call goes on; talks as voice messages. Bot API,
// https://core.telegram.org/bots/api. It knows no repeats: a message that may have arrived waits for a person's word.
import { LANGUAGE_FIELD, QUIET_FIELDS, quietFaults, TEMPLATE_FIELDS } from '../people/fields.ts';
import { TIME_REASONS, whenTold } from '../people/quiet-hours.ts';
import type { Destination, DestinationTold, Item, Outcome, Way } from '../port.ts';
import { BOT_REASONS, botName } from './telegram/bot.ts';
import { hearPress } from './telegram/buttons.ts';
import { chatOf, neededChat } from './telegram/chat.ts';
import { onlyChanges, tellEvent } from './telegram/telling.ts';

export const telegram: Destination = {
  kind: 'telegram',
  group: 'people',
  fields: [
    {
      ...{ name: 'botToken', kind: 'secret', required: true },
      ...{ pattern: '\\d{5,20}:[A-Za-z0-9_-]{30,64}', example: '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw' },
    },
    {
      name: 'chatId',
      kind: 'text',
      required: false,
      pattern: '(-?\\d{1,20}|@[A-Za-z]\\w{3,31})?',
      example: '-1001234567890',
    },
    { name: 'topicId', kind: 'text', required: false, pattern: '\\d{0,15}', example: '42' },
    { name: 'actions', kind: 'flag', required: false, example: 'yes' },
    LANGUAGE_FIELD,
    ...TEMPLATE_FIELDS,
    ...QUIET_FIELDS,
    {
      ...{ name: 'apiUrl', kind: 'url', required: false, byDefault: 'https://api.telegram.org' },
      example: 'https://api.telegram.org',
    },
  ],
  takes: [
    ...(['call.offered', 'call.answered', 'call.finished', 'call.recording-ready', 'call.attributed'] as const),
    ...(['call.tagged', 'call.qualified', 'deal.changed', 'call-back.late', 'day.ended', 'notice.raised'] as const),
  ],
  byDefault: ['call.finished', 'call.attributed', 'call.qualified', 'call-back.late', 'day.ended', 'notice.raised'],
  repeats: 'unknown',
  reasons: [
    ...BOT_REASONS,
    ...TIME_REASONS,
    'chat-needed',
    'nothing-to-tell',
    'not-told-before',
    'recording-not-there',
  ],
  limits: { perSecond: 1, parallel: 1 },
  takesBack: true,
  lapsesAfter: { 'call.offered': 5 * 60_000, 'call.answered': 30 * 60_000 },
  faults: quietFaults,
  deliver: (items, to, way) => inOrder(items, (item) => deliver(item, to, way)),
  receive: hearPress,
  introducesItself: true,
  async check(to, way) {
    const bot = await botName(to, way);
    if (typeof bot !== 'string') return bot;
    return (await chatOf(to, way)) === undefined ? neededChat(bot, way) : { kind: 'done' };
  },
};

async function deliver(item: Item, to: DestinationTold, way: Way): Promise<Outcome> {
  const notNow = whenTold(item, to.settings, way.now());
  if (notNow && !(await onlyChanges(item, way))) return notNow; // a change rings nobody's bell
  const chat = await chatOf(to, way);
  if (chat !== undefined) return tellEvent(item, chat, to, way);
  const bot = await botName(to, way);
  return typeof bot === 'string' ? neededChat(bot, way) : bot;
}

async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (const item of items) done.push(await work(item));
  return done;
}
