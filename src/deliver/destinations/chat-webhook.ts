// A channel of a team's chat by its incoming webhook: Slack (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks),
// Mattermost, Rocket.Chat, Google Chat, and whatever takes {"text"}. None of them knows a repeated message.
import { LANGUAGE_FIELD, languageOf, QUIET_FIELDS, quietFaults, TEMPLATE_FIELDS } from '../people/fields.ts';
import { messageOf } from '../people/message.ts';
import { TIME_REASONS, whenTold } from '../people/quiet-hours.ts';
import type { Destination, DestinationTold, Item, Outcome, Way } from '../port.ts';
import { formOf } from './chat-webhook/forms.ts';
import { judgeAnswer } from './chat-webhook/judging.ts';

export const chatWebhook: Destination = {
  kind: 'chat-webhook',
  group: 'people',
  fields: [
    {
      ...{ name: 'url', kind: 'secret', required: true, pattern: 'https?://[^\\s]{4,2000}' },
      example: 'https://hooks.slack.com/services/T000/B000/XXXX',
    },
    {
      ...{ name: 'form', kind: 'choice', required: false, example: 'slack' },
      options: ['slack', 'mattermost', 'rocket-chat', 'google-chat', 'text'],
    },
    LANGUAGE_FIELD,
    ...TEMPLATE_FIELDS,
    ...QUIET_FIELDS,
  ],
  takes: [
    ...(['call.offered', 'call.finished', 'call.recording-ready'] as const),
    ...(['deal.changed', 'call-back.late', 'day.ended', 'notice.raised'] as const),
  ],
  byDefault: ['call.finished', 'call-back.late', 'day.ended', 'notice.raised'],
  repeats: 'unknown',
  reasons: ['webhook-gone', 'refused', 'nothing-to-tell', ...TIME_REASONS],
  limits: { perSecond: 1, parallel: 1 },
  lapsesAfter: { 'call.offered': 5 * 60_000 },
  faults: quietFaults,
  deliver: (items, to, way) => Promise.all(items.map((item) => deliver(item, to, way))),
};

async function deliver(item: Item, { settings }: DestinationTold, way: Way): Promise<Outcome> {
  const notNow = whenTold(item, settings, way.now());
  if (notNow) return notNow;
  const form = formOf(settings.form);
  const message = messageOf(item.told, {
    ...{ language: languageOf(settings), settings, encode: form.encode },
    ...{ cardUrl: way.cardUrl, listenUrl: way.recordingUrl },
  });
  if (!message) return { kind: 'skipped', reason: 'nothing-to-tell' };
  const response = await way.ask({
    ...{ method: 'POST', url: settings.url ?? '' },
    headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Dialtrace' },
    body: JSON.stringify(form.bodyOf(message)),
  });
  return judgeAnswer(response);
}
