// The places of templates, filled from what is told: the same names in addresses, messages and fields of CRMs.
import { createHash } from 'node:crypto';
import { majorText } from '../core/money.ts';
import { countryOf } from '../core/phone.ts';
import { isClickId } from '../core/source/source-tags.ts';
import type { Told } from './told.ts';

/** Values by place; what is not known has none. Click and client ids also by their own names: {click:gclid}, {client:ym}. */
export function fieldsOf(told: Told): Record<string, string> {
  const { event, site } = told;
  const all: Record<string, string | number | boolean | null | undefined> = {
    ...{ event_id: event.id, event: event.type, event_time: event.at.toISOString() },
    ...{
      event_ts: Math.floor(event.at.getTime() / 1000),
      revision: event.revision,
      site: site.name,
      currency: site.currency,
    },
    ...callFields(told),
    ...sourceFields(told),
    ...visitFields(told),
    ...dealFields(told),
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, `${value}`]])),
  );
}

function callFields({ call, site }: Told) {
  if (!call) return {};
  const startedAt = new Date(call.startedAt);
  return {
    ...{ call_id: call.id, number: call.number, direction: call.direction, status: call.status },
    ...{ caller: call.caller, first_time: call.firstTime ? 1 : 0, missed_reason: call.missedReason },
    ...{ started_at: startedAt.toISOString(), started_ts: Math.floor(startedAt.getTime() / 1000) },
    ...localTime(startedAt, site.timeZone),
    ...{
      wait_seconds: rounded(call.waitSeconds),
      talk_seconds: rounded(call.talkSeconds),
      answered_by: call.answeredBy,
    },
    ...{ category: call.category, duration_seconds: Math.round((call.waitSeconds ?? 0) + (call.talkSeconds ?? 0)) },
    ...(call.caller && callerFields(call.caller)),
    ...clockOf(startedAt, site.timeZone),
    ...{ contact: call.contact?.name, tags: call.contact?.tags.join(', '), manager: call.contact?.manager?.name },
  };
}

const callerFields = (caller: string) => ({
  caller_country: countryOf(caller),
  caller_sha256: createHash('sha256').update(caller).digest('hex'),
});

/** By the site's clock; 1 Monday … 7 Sunday */
function clockOf(at: Date, timeZone: string): { hour: number; weekday: number } {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', weekday: 'short', hourCycle: 'h23' });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return { hour: Number(parts.hour), weekday: WEEKDAYS.indexOf(parts.weekday ?? '') + 1 };
}
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

// sub1, subid1, sub_id_1, aff_sub (the first), aff_sub2: {subid1} … {subid20}.
const SUB = /^(?:sub|subid|sub_id|aff_sub)_?([1-9]|1\d|20)$/;

function subIdsOf(ids: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ids).flatMap(([name, id]) => {
      const n = name === 'aff_sub' ? '1' : SUB.exec(name)?.[1];
      return n === undefined ? [] : [[`subid${n}`, id]];
    }),
  );
}

function sourceFields({ call, visit }: Told) {
  const attribution = call?.attribution;
  const said = attribution?.campaign;
  return {
    channel: attribution?.channel?.channel,
    ...{ source: said?.source, medium: said?.medium, campaign: said?.campaign, term: attribution?.term },
    ...{ ad_group: visit?.adGroup, content: visit?.content },
    ...{ probability: said?.probability.toFixed(2), visit_probability: attribution?.visit?.probability.toFixed(2) },
  };
}

function visitFields({ visit }: Told) {
  if (!visit) return {};
  const { clickIds, clientIds, landingPage } = visit;
  const named = (kind: string, ids: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(ids).map(([name, id]) => [`${kind}:${name.toLowerCase()}`, id]));
  return {
    ...{ visit_id: visit.id, landing_page: landingPage, landing_host: hostOf(landingPage), referrer: visit.referrer },
    ...{ device: visit.device, country: visit.country, region: visit.region, city: visit.city },
    click_id: Object.entries(clickIds).find(([name]) => isClickId(name))?.[1],
    ...subIdsOf(clickIds),
    ...named('click', clickIds),
    ...named('client', clientIds),
  };
}

/** The sum in major units: 1250.50 */
function dealFields({ deal }: Told) {
  if (!deal) return {};
  const { farId, title, status, stage, amount, url } = deal;
  return {
    ...{ deal_id: farId, deal_title: title, deal_status: status, deal_stage: stage?.name, deal_url: url },
    ...{ deal_amount: amount && majorText(amount.minor, amount.currency), deal_currency: amount?.currency },
  };
}

/** By the site's clock: 2026-11-21, 12:00:11 */
function localTime(at: Date, timeZone: string) {
  const [started_date, started_time] = at.toLocaleString('sv-SE', { timeZone }).split(' ');
  return { started_date, started_time };
}

const rounded = (seconds: number | null) => (seconds === null ? null : Math.round(seconds));
const hostOf = (page: string) => (URL.canParse(page) ? new URL(page).host : null);
