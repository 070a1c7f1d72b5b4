// Bitrix24: the client's card opens when the phone rings, the call is in its history with its recording and source,
// deals come back. As an application everything; by an incoming webhook without telephony. Its REST API in the cloud.
import type { EventType } from '../../core/event.ts';
import type { Destination, DestinationTold, Item, Outcome, Way } from '../port.ts';
import { answered, finished, type OneCall, offered, recorded, ringing } from './bitrix24/calls.ts';
import { DEAL, LEAD } from './bitrix24/clients.ts';
import { attributed, qualified } from './bitrix24/correcting.ts';
import { pollDeals } from './bitrix24/deals.ts';
import { TITLE } from './bitrix24/fields.ts';
import { COMMENT } from './bitrix24/history.ts';
import { bindEvents, receive } from './bitrix24/hooks.ts';
import { oauthOf, openPortal } from './bitrix24/portal.ts';
import { afresh, outcomeOf, takenBack } from './crm/stopped.ts';

const HOST = '[a-z0-9-]+(\\.[a-z0-9-]+)+';
const FIVE_MINUTES = 300_000;
const application = { name: 'access', is: 'application' };

export const bitrix24: Destination = {
  kind: 'bitrix24',
  group: 'crm',
  fields: [
    { name: 'access', kind: 'choice', required: true, options: ['application', 'webhook'], example: 'application' },
    ...portalFields(),
    { name: 'applicationToken', kind: 'secret', required: false, example: '51856fefc120afa4b628cc82d3935cce' },
    {
      name: 'makes',
      kind: 'choice',
      required: false,
      options: ['lead', 'deal', 'contact', 'nothing'],
      example: 'lead',
    },
    { name: 'again', kind: 'choice', required: false, options: ['nothing', 'deal', 'lead'], example: 'deal' },
    { name: 'category', kind: 'number', required: false, pattern: '\\d{1,9}', example: '0' },
    { name: 'title', kind: 'template', required: false, byDefault: TITLE, example: TITLE },
    { name: 'source', kind: 'text', required: false, byDefault: 'CALL', example: 'CALL' },
    { name: 'employee', kind: 'number', required: false, pattern: '\\d{1,9}', example: '1' },
    { name: 'employees', kind: 'lines', required: false, example: 'Anna = anna@shop.example\n102 = 15' },
    { name: 'managers', kind: 'flag', required: false, example: 'yes' },
    { name: 'country', kind: 'text', required: false, pattern: '[A-Z]{2}', byDefault: 'RU', example: 'DE' },
    { name: 'comment', kind: 'template', required: false, byDefault: COMMENT, example: COMMENT },
    { name: 'fields', kind: 'mapping', required: false, example: '{"ufCrm_1700000000": "{probability}"}' },
  ],
  takes: [
    ...(['call.offered', 'call.ringing', 'call.answered', 'call.finished', 'call.recording-ready'] as const),
    ...(['call.attributed', 'call.qualified'] as const),
  ],
  byDefault: [
    ...(['call.offered', 'call.ringing', 'call.answered', 'call.finished', 'call.recording-ready'] as const),
    ...(['call.attributed', 'call.qualified'] as const),
  ],
  // Each step is known again: registrations by EXTERNAL_CALL_ID, what was made by originId, ends by the statistics.
  repeats: 'known',
  takesBack: true,
  reasons: [
    ...['rights-missing', 'scope-missing', 'plan-lacks-rest', 'application-needed', 'portal-gone', 'portal-moved'],
    ...['blocked-for-load', 'limit-reached', 'not-taken', 'no-phone', 'no-employee', 'call-over', 'end-told-before'],
    ...['end-not-told', 'no-recording', 'nothing-made', 'nothing-to-tell', 'gone-there', 'closed-there', 'no-card'],
  ],
  // The bucket holds 50 and leaks 2 a second, and others may use it, too: apidocs, Лимиты REST API.
  limits: { perSecond: 1.8, burst: 30, parallel: 4 },
  lapsesAfter: { 'call.ringing': 120_000, 'call.answered': 600_000 },
  deliver: (items, to, way) => Promise.all(items.map((item) => deliver(item, to, way))),
  check,
  oauth: oauthOf,
  receive,
  poll: { every: FIVE_MINUTES, run: poll },
  farFields,
};

function portalFields(): Destination['fields'] {
  return [
    { name: 'portal', kind: 'text', required: true, onlyIf: application, pattern: HOST, example: 'shop.bitrix24.ru' },
    { name: 'clientId', kind: 'text', required: true, onlyIf: application, example: 'local.5c8bb1b0891cf2.87252039' },
    {
      name: 'clientSecret',
      kind: 'secret',
      required: true,
      onlyIf: application,
      example: 'SakeVG5mbRdcQet45UUrt6q72A',
    },
    {
      ...{ name: 'webhookUrl', kind: 'secret', required: true, onlyIf: { name: 'access', is: 'webhook' } },
      pattern: `https://${HOST}/rest/\\d+/[a-z0-9]+/?`,
      example: 'https://shop.bitrix24.ru/rest/1/k32t88gf3azpmwv3/',
    },
  ];
}

const STEPS: Partial<Record<EventType, (one: OneCall) => Promise<Outcome>>> = {
  ...{ 'call.offered': offered, 'call.ringing': ringing, 'call.answered': answered, 'call.finished': finished },
  'call.recording-ready': recorded,
};

function deliver(item: Item, to: DestinationTold, way: Way): Promise<Outcome> {
  const { event, call } = item.told;
  const far = { portal: openPortal(to, way), to, way };
  return outcomeOf(async () => {
    if (item.leftOut === 'spam') return takenBack(await qualified(item, far));
    if (event.type === 'call.qualified') return qualified(item, far);
    if (event.type === 'call.attributed') return attributed(item, far);
    if (item.leftOut) return { kind: 'skipped', reason: item.leftOut };
    if (!call?.caller) return { kind: 'skipped', reason: 'no-phone' };
    const step = STEPS[event.type];
    return step
      ? step({ item, call, phone: call.caller, far: item.trial ? { ...far, way: afresh(way) } : far })
      : { kind: 'skipped', reason: 'nothing-to-tell' };
  });
}

function poll(to: DestinationTold, way: Way): Promise<Outcome> {
  return outcomeOf(async () => {
    const far = { portal: openPortal(to, way), to, way };
    await bindEvents(far);
    return pollDeals(far);
  });
}

function check(to: DestinationTold, way: Way): Promise<Outcome> {
  return outcomeOf(async () => {
    await openPortal(to, way).ask('profile', {}, { asksOnly: true });
    return { kind: 'done' };
  });
}

async function farFields(to: DestinationTold, way: Way) {
  const entityTypeId = to.settings.makes === 'deal' ? DEAL : LEAD;
  type Field = { title?: string; isReadOnly?: boolean; type?: string };
  const { fields } = await openPortal(to, way).ask<{ fields: Record<string, Field> }>(
    'crm.item.fields',
    { entityTypeId },
    { asksOnly: true },
  );
  return Object.entries(fields)
    .filter(
      ([, { isReadOnly, type }]) => !isReadOnly && ['string', 'text', 'double', 'integer', 'url'].includes(type ?? ''),
    )
    .map(([name, { title }]) => ({ name, title: title ?? name }));
}
