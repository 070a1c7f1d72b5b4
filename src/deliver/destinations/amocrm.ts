// amoCRM and Kommo, one API under two names: the client's contact and lead are there when the phone rings, the call is in
// their history with its source and recording, leads come back as deals.
import type { EventType } from '../../core/event.ts';
import type { Destination, DestinationTold, Item, Outcome, Way } from '../port.ts';
import { oauthOf, openAccount } from './amocrm/account.ts';
import { attributed, finished, type OneCall, offered, qualified, recorded } from './amocrm/calls.ts';
import { pollDeals } from './amocrm/deals.ts';
import { leadFields, NAME } from './amocrm/fields.ts';
import { bindEvents, receive } from './amocrm/hooks.ts';
import { afresh, outcomeOf, outcomesOf, takenBack } from './crm/stopped.ts';

const FIVE_MINUTES = 300_000;
const byToken = { name: 'access', is: 'token' };
const byIntegration = { name: 'access', is: 'integration' };
const EVENTS = ['call.offered', 'call.finished', 'call.recording-ready', 'call.attributed', 'call.qualified'] as const;

export const amocrm: Destination = {
  kind: 'amocrm',
  group: 'crm',
  fields: [
    {
      ...{ name: 'account', kind: 'text', required: true, example: 'shop.amocrm.ru' },
      pattern: '[a-z0-9-]+\\.(amocrm\\.(ru|com)|kommo\\.com)',
    },
    { name: 'access', kind: 'choice', required: true, options: ['token', 'integration'], example: 'token' },
    {
      name: 'token',
      kind: 'secret',
      required: true,
      onlyIf: byToken,
      example: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9…',
    },
    {
      ...{ name: 'clientId', kind: 'text', required: true, onlyIf: byIntegration },
      example: '11a2b3c4-d5e6-7890-abcd-ef1234567890',
    },
    { name: 'clientSecret', kind: 'secret', required: true, onlyIf: byIntegration, example: 'cvXvXq0Xr5…' },
    {
      ...{ name: 'makes', kind: 'choice', required: false, example: 'lead' },
      options: ['lead', 'unsorted', 'contact', 'nothing'],
    },
    { name: 'again', kind: 'choice', required: false, options: ['nothing', 'lead'], example: 'lead' },
    { name: 'pipeline', kind: 'number', required: false, pattern: '\\d{1,12}', example: '3166396' },
    { name: 'status', kind: 'number', required: false, pattern: '\\d{1,12}', example: '57123456' },
    { name: 'name', kind: 'template', required: false, byDefault: NAME, example: NAME },
    { name: 'employee', kind: 'number', required: false, pattern: '\\d{1,12}', example: '504141' },
    { name: 'employees', kind: 'lines', required: false, example: 'Anna = anna@shop.example\n102 = 504142' },
    { name: 'managers', kind: 'flag', required: false, example: 'yes' },
    { name: 'country', kind: 'text', required: false, pattern: '[A-Z]{2}', byDefault: 'RU', example: 'KZ' },
    { name: 'fields', kind: 'mapping', required: false, example: '{"555001": "{probability}"}' },
  ],
  takes: EVENTS,
  byDefault: EVENTS,
  // Each step is looked up before it is done again: contacts by phone, leads by name and time, notes by our id of the call.
  repeats: 'known',
  takesBack: true,
  reasons: [
    ...['not-paid', 'rights-missing', 'blocked-for-load', 'limit-reached', 'account-moved', 'not-taken', 'settling'],
    ...['no-phone', 'stranger', 'unsorted-before', 'nothing-made', 'nothing-to-tell', 'gone-there', 'closed-there'],
  ],
  // Seven requests a second, of all who ask from one address: amocrm.ru/developers, ограничения.
  limits: { perSecond: 6, parallel: 3 },
  deliver: (items, to, way) => outcomesOf(items, (item) => deliver(item, to, way)),
  check,
  oauth: oauthOf,
  receive,
  poll: { every: FIVE_MINUTES, run: poll },
  farFields,
};

const STEPS: Partial<Record<EventType, (one: OneCall) => Promise<Outcome>>> = {
  ...{ 'call.offered': offered, 'call.finished': finished, 'call.recording-ready': recorded },
  ...{ 'call.attributed': attributed, 'call.qualified': qualified },
};

async function deliver(item: Item, to: DestinationTold, way: Way): Promise<Outcome> {
  const { event, call } = item.told;
  const step = STEPS[event.type];
  if (!step) return { kind: 'skipped', reason: 'nothing-to-tell' };
  if (!call?.caller) return { kind: 'skipped', reason: 'no-phone' };
  const isTold = !item.trial || event.type === 'call.attributed' || event.type === 'call.qualified';
  const one = {
    item,
    call,
    phone: call.caller,
    far: { account: openAccount(to, way), to, way: isTold ? way : afresh(way) },
  };
  if (item.leftOut === 'spam') return takenBack(await qualified(one));
  if (item.leftOut && event.type !== 'call.attributed') return { kind: 'skipped', reason: item.leftOut };
  return step(one);
}

function poll(to: DestinationTold, way: Way): Promise<Outcome> {
  return outcomeOf(async () => {
    const far = { account: openAccount(to, way), to, way };
    await bindEvents(far);
    return pollDeals(far);
  });
}

function check(to: DestinationTold, way: Way): Promise<Outcome> {
  return outcomeOf(async () => {
    await openAccount(to, way).get('/api/v4/account');
    return { kind: 'done' };
  });
}

const FILLED = ['text', 'textarea', 'numeric', 'url', 'tracking_data'];

async function farFields(to: DestinationTold, way: Way) {
  const fields = await leadFields({ account: openAccount(to, way), to, way });
  return fields.filter(({ type }) => FILLED.includes(type)).map(({ id, name }) => ({ name: `${id}`, title: name }));
}
