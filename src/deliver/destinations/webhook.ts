// Webhooks by the Standard Webhooks specification 1.0: HMAC-SHA256 over id, time and body, several keys while one is
// replaced. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { createHmac } from 'node:crypto';
import { EVENT_TYPES } from '../../core/event.ts';
import type { VisitCard } from '../../reports/calls.ts';
import type { Destination, DestinationTold, Item, Outcome, Way } from '../port.ts';
import { whatNow } from '../what-now.ts';

export const webhook: Destination = {
  kind: 'webhook',
  group: 'webhooks',
  fields: [
    { name: 'url', kind: 'url', required: true, example: 'https://example.com/dialtrace' },
    {
      name: 'secret',
      kind: 'secret',
      required: true,
      pattern: '^whsec_[A-Za-z0-9+/=]{32,88}$',
      example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    },
    {
      name: 'previousSecret',
      kind: 'secret',
      required: false,
      pattern: '^(whsec_[A-Za-z0-9+/=]{32,88})?$',
      example: 'whsec_…',
    },
  ],
  takes: EVENT_TYPES,
  byDefault: ['call.finished', 'call.recording-ready', 'call.attributed'],
  repeats: 'known',
  reasons: ['gone'],
  limits: { perSecond: 50, parallel: 8 },
  deliver: (items, to, way) => Promise.all(items.map((item) => deliver(item, to, way))),
};

async function deliver(item: Item, { settings }: DestinationTold, way: Way): Promise<Outcome> {
  const body = JSON.stringify(bodyOf(item));
  const id = `msg_${item.told.event.id}`;
  const at = Math.floor(way.now().getTime() / 1000);
  const keys = [settings.secret, settings.previousSecret].filter((key): key is string => Boolean(key));
  const response = await way.ask({
    method: 'POST',
    url: settings.url ?? '',
    headers: {
      ...{ 'content-type': 'application/json', 'user-agent': 'Dialtrace' },
      ...{ 'webhook-id': id, 'webhook-timestamp': `${at}` },
      'webhook-signature': keys.map((key) => signatureOf(key, `${id}.${at}.${body}`)).join(' '),
    },
    body,
    secrets: keys,
  });
  if (response.status === 410) return { kind: 'needs-owner', reason: 'gone' };
  return whatNow(response);
}

/** The event as receivers get it: `type`, `timestamp`, `data`. */
export function bodyOf({ told: { event, call, visit, deal, day, notice, sample } }: Item): object {
  const { type, at, revision, about } = event;
  return {
    type,
    timestamp: at.toISOString(),
    data: {
      revision,
      ...(sample && { sample }),
      ...about,
      call,
      visit: visit && withoutActivity(visit),
      ...(deal && { deal }),
      ...(day && { figures: day }),
      ...(notice && { notice }),
    },
  };
}

/** What a page told by the second can be asked for; a webhook is best below 20 kB. */
const withoutActivity = ({ activity: _, ...visit }: VisitCard) => visit;

function signatureOf(secret: string, signed: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}
