// What Google Analytics 4 is told of calls and deals: events with their parameters, within its limits.
// https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference/events
import { majorText } from '../../../core/money.ts';
import { fieldsOf } from '../../fields.ts';
import { filledMapping, mappingOf } from '../../mapping.ts';
import type { SettingFault } from '../../port.ts';
import type { Told } from '../../told.ts';

export type GaEvent = { name: string; timestamp_micros?: number; params: Record<string, string | number> };
/** `key`: it is told once; `after`: only if that was told, else `otherwise` is meant. */
export type Meant = { key: string; after?: string; otherwise?: Meant; event: GaEvent };
type Settings = Readonly<Record<string, string>>;
type Reason = 'not-over' | 'too-old' | 'nothing-to-tell';

/** Events may be told so late and no later. */
export const OLDEST_MS = 72 * 3_600_000;
/** Of events and parameters. */
export const NAME = '[A-Za-z][A-Za-z0-9_]{0,39}';
const SPARE_MS = 60_000;
const LONGEST_VALUE = 100;
const MOST_PARAMETERS = 25;
const RESERVED = /^(?:_|firebase_|ga_|google_|gtag\.)/;
const RESERVED_EVENTS =
  /^(?:ad_(?:click|exposure|impression|query|reward)|adunit_exposure|app_\w+|dynamic_link_\w+|error|first_(?:open|visit)|in_app_purchase|notification_\w+|os_update|screen_view|session_start|user_engagement)$/;
/** Google forbids what names a person. */
const PERSONAL = /^\+?\d[\d\s()-]{8,16}$|\S@\S+\.\S/;

/** The event that this is to Google, or why it is none. */
export function eventsOf(told: Told, settings: Settings, now: Date): Meant | { reason: Reason } {
  const { event, call } = told;
  if (!call) return { reason: 'nothing-to-tell' };
  switch (event.type) {
    case 'call.finished':
    case 'call.attributed':
      return callEvent(told, settings, now);
    case 'call.qualified':
      return qualifiedEvent(told, settings, now);
    case 'deal.changed':
      return dealEvent(told, settings, now);
    default:
      return { reason: 'nothing-to-tell' };
  }
}

function callEvent(told: Told, settings: Settings, now: Date): Meant | { reason: Reason } {
  const { event, call } = told;
  if (!call?.endedAt) return { reason: 'not-over' };
  const startedAt = new Date(call.startedAt);
  if (event.type === 'call.attributed' && now.getTime() - startedAt.getTime() > OLDEST_MS) return { reason: 'too-old' };
  const { eventName = '', missedEventName = '', value } = settings;
  const name = eventName || 'phone_call';
  const isTaken = call.status === 'answered';
  return {
    key: `call ${call.id}`,
    event: eventOf(
      (!isTaken && missedEventName) || name,
      startedAt,
      { ...callParameters(told), ...(isTaken && value ? { value: Number(value), currency: told.site.currency } : {}) },
      { told, settings, now },
    ),
  };
}

function qualifiedEvent(told: Told, settings: Settings, now: Date): Meant | { reason: Reason } {
  const { event, call } = told;
  const category = event.about.category;
  if (!call || typeof category !== 'string') return { reason: 'nothing-to-tell' };
  const isLead = category !== 'spam' && category !== 'not-target';
  const name = isLead ? 'qualify_lead' : 'disqualify_lead';
  const said = isLead ? { lead_category: category } : { disqualified_lead_reason: category };
  return {
    key: `${name} ${call.id}`,
    ...(category === 'spam' ? { after: `call ${call.id}` } : {}), // of spam nothing was told, unless it was found out later
    event: eventOf(name, event.at, { ...said, ...callParameters(told) }, { told, settings, now }),
  };
}

function dealEvent(told: Told, settings: Settings, now: Date): Meant | { reason: Reason } {
  const { event, deal } = told;
  if (!deal) return { reason: 'nothing-to-tell' };
  const isPurchase = settings.wonEvent === 'purchase';
  const money = deal.amount && {
    value: Number(majorText(deal.amount.minor, deal.amount.currency)),
    currency: deal.amount.currency,
  };
  const make = (name: string, said: Record<string, string | number>, more: { key?: string; after?: string } = {}) => {
    const { key = `${name} ${deal.id}`, after } = more;
    const parameters = { ...said, ...(money ?? {}), call_id: told.call?.id ?? '' };
    return { key, ...(after ? { after } : {}), event: eventOf(name, event.at, parameters, { told, settings, now }) };
  };
  if (deal.status === 'open')
    return make(
      'working_lead',
      { lead_status: deal.stage?.name ?? 'open' },
      { key: `working ${deal.id} ${deal.stage?.id}` },
    );
  const lost = make('close_unconvert_lead', { unconvert_lead_reason: deal.stage?.name ?? 'lost' });
  if (deal.status === 'lost' && isPurchase)
    return { ...make('refund', { transaction_id: deal.id }, { after: `purchase ${deal.id}` }), otherwise: lost };
  if (deal.status === 'lost') return lost;
  return isPurchase ? make('purchase', { transaction_id: deal.id }) : make('close_convert_lead', {});
}

function callParameters({ call }: Told): Record<string, string | number> {
  if (!call) return {};
  const probability = call.attribution?.visit?.probability;
  return {
    ...{ call_id: call.id, call_status: call.status, call_seconds: Math.round(call.talkSeconds ?? 0) },
    ...{ call_wait_seconds: Math.round(call.waitSeconds ?? 0), first_time_caller: call.firstTime ? 'yes' : 'no' },
    ...(probability === undefined ? {} : { call_probability: Number(probability.toFixed(4)) }),
  };
}

type With = { told: Told; settings: Settings; now: Date };

function eventOf(name: string, at: Date, own: GaEvent['params'], { told, settings, now }: With): GaEvent {
  const session = told.visit?.clientIds.ga_session;
  const params = { ...(session ? { session_id: session } : {}), engagement_time_msec: 1, ...own };
  const more = filledMapping(settings.parameters, fieldsOf(told))
    .filter(([field, value]) => !(field in params) && isName(field) && !PERSONAL.test(value))
    .slice(0, MOST_PARAMETERS - Object.keys(params).length);
  // A long call began earlier than Google looks back: it is told of at the edge.
  const earliest = now.getTime() - OLDEST_MS + SPARE_MS;
  return {
    name,
    timestamp_micros: Math.min(now.getTime(), Math.max(at.getTime(), earliest)) * 1000,
    params: Object.fromEntries(Object.entries({ ...params, ...Object.fromEntries(more) }).map(cut)),
  };
}

const cut = ([name, value]: [string, string | number]): [string, string | number] => [
  name,
  typeof value === 'string' ? value.slice(0, LONGEST_VALUE) : value,
];

const isName = (name: string) => new RegExp(`^${NAME}$`).test(name) && !RESERVED.test(name);

/** Without a word of the visitor's Google goes by what the page's own tag has said. */
export function consentOf({ adUserData, adPersonalization }: Settings): { consent?: Record<string, string> } {
  const said = Object.entries({ ad_user_data: adUserData, ad_personalization: adPersonalization }).flatMap(
    ([name, word]) => (word === 'granted' || word === 'denied' ? [[name, word.toUpperCase()]] : []),
  );
  return said.length > 0 ? { consent: Object.fromEntries(said) } : {};
}

/** Names that Google would drop without a word. */
export function faultsOf({ eventName, missedEventName, parameters }: Settings): SettingFault[] {
  const names = Object.entries({ eventName, missedEventName })
    .filter(([, name]) => name && (RESERVED.test(name) || RESERVED_EVENTS.test(name)))
    .map(([field]) => ({ field, fault: 'is a name that Google keeps to itself' }));
  const wrong = mappingOf(parameters).flatMap(([name]) => (isName(name) ? [] : [name]));
  if (wrong.length === 0) return names;
  const fault = `has names that Google does not take (latin letters, digits and _, 40 at most): ${wrong.join(', ')}`;
  return [...names, { field: 'parameters', fault }];
}
