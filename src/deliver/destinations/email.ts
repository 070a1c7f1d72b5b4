// E-mail by SMTP (RFC 5321): alerts of missed calls and of notices, the day's summary in the morning. A letter keeps its
// Message-ID however often it is sent, but mail servers take it every time: what may have arrived waits for a person's word.
import { LANGUAGE_FIELD, languageOf, QUIET_FIELDS, quietFaults, TEMPLATE_FIELDS } from '../people/fields.ts';
import { messageOf } from '../people/message.ts';
import { TIME_REASONS, whenTold } from '../people/quiet-hours.ts';
import type { Destination, DestinationTold, Item, Outcome, Way } from '../port.ts';
import { converse } from './email/conversation.ts';
import { MAIL_REASONS } from './email/judging.ts';
import { composeLetter, type Letter } from './email/letter.ts';
import { recipientsOf, serverOf } from './email/settings.ts';

const ADDRESS = '[^\\s@<>,;"]{1,64}@[^\\s@<>,;"]{1,255}';

export const email: Destination = {
  kind: 'email',
  group: 'people',
  fields: [
    {
      name: 'to',
      kind: 'lines',
      required: true,
      pattern: `\\s*${ADDRESS}(\\s+${ADDRESS})*\\s*`,
      example: 'sales@example.com',
    },
    { name: 'from', kind: 'text', required: true, pattern: ADDRESS, example: 'calls@example.com' },
    {
      name: 'fromName',
      kind: 'text',
      required: false,
      byDefault: 'Dialtrace',
      pattern: '[^\\r\\n]{0,100}',
      example: 'Dialtrace',
    },
    { name: 'host', kind: 'text', required: true, pattern: '[A-Za-z0-9.:-]{1,253}', example: 'smtp.example.com' },
    { name: 'security', kind: 'choice', required: false, options: ['starttls', 'tls', 'none'], example: 'starttls' },
    { name: 'port', kind: 'number', required: false, example: '587' },
    { name: 'user', kind: 'text', required: false, pattern: '[^\\r\\n]{0,255}', example: 'calls@example.com' },
    { name: 'password', kind: 'secret', required: false, example: 'an app password' },
    { name: 'replyTo', kind: 'text', required: false, pattern: `(${ADDRESS})?`, example: 'boss@example.com' },
    LANGUAGE_FIELD,
    ...TEMPLATE_FIELDS,
    ...QUIET_FIELDS,
  ],
  takes: [
    ...([
      'call.finished',
      'call.recording-ready',
      'deal.changed',
      'call-back.late',
      'day.ended',
      'notice.raised',
    ] as const),
  ],
  byDefault: ['call-back.late', 'day.ended', 'notice.raised'],
  repeats: 'unknown',
  reasons: [...MAIL_REASONS, ...TIME_REASONS, 'nothing-to-tell'],
  limits: { perSecond: 2, parallel: 2 },
  faults: quietFaults,
  deliver: (items, to, way) => Promise.all(items.map((item) => deliver(item, to, way))),
};

/** One letter to each, so that nobody sees who else is told; who has it is not sent it again. */
async function deliver(item: Item, { settings }: DestinationTold, way: Way): Promise<Outcome> {
  const notNow = whenTold(item, settings, way.now());
  if (notNow) return notNow;
  const message = messageOf(item.told, {
    ...{ language: languageOf(settings), settings, encode: (value) => value.replace(/[\r\n]+/g, ' ') },
    ...{ cardUrl: way.cardUrl, listenUrl: way.recordingUrl },
  });
  if (!message) return { kind: 'skipped', reason: 'nothing-to-tell' };
  const refused: Outcome[] = [];
  const recipients = recipientsOf(settings);
  const isAnew = recipients.every((one) => item.memo[one]); // all have it: a person wants it told again
  for (const recipient of recipients) {
    if (item.memo[recipient] && !isAnew) continue;
    const letter = await composeLetter({ item, message, recipient, settings, at: way.now() });
    const outcome = await send(letter, settings, way);
    if (outcome.kind === 'done') await way.note(item, { [recipient]: letter.messageId });
    else if (outcome.kind === 'refused' && outcome.reason.startsWith('mailbox-refused')) refused.push(outcome);
    else return outcome;
  }
  return refused[0] ?? { kind: 'done' };
}

async function send(letter: Letter, settings: DestinationTold['settings'], way: Way): Promise<Outcome> {
  const { host, port, security } = serverOf(settings);
  const exchange: Parameters<Way['keep']>[0] = {
    request: {
      ...{ method: 'SMTP', url: `${security === 'tls' ? 'smtps' : 'smtp'}://${host}:${port}` },
      ...{ headers: letter.headers, body: letter.text },
    },
    ...{ response: null, error: null, milliseconds: 0 },
  };
  way.keep(exchange);
  const address = await way.addressOf(host);
  return converse(letter, { address, host, port, security, settings }, exchange);
}
