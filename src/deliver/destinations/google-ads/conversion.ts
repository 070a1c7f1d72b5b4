// What Google Ads is told of a call or a deal: an event of the Data Manager API.
// https://developers.google.com/data-manager/api/reference/rest/v1/events/ingest
import { createHash } from 'node:crypto';
import { majorText } from '../../../core/money.ts';
import { fieldsOf } from '../../fields.ts';
import { filledMapping } from '../../mapping.ts';
import type { Item } from '../../port.ts';
import type { Told } from '../../told.ts';

export type Settings = Readonly<Record<string, string>>;
type AdIdentifiers = { gclid: string } | { wbraid: string } | { gbraid: string };
type Consent = Partial<Record<'adUserData' | 'adPersonalization', 'CONSENT_GRANTED' | 'CONSENT_DENIED'>>;

/** What should stand at Google; `who`: the click, or that it is known by the caller's phone. */
export type Conversion = {
  at: Date;
  who: string;
  adIdentifiers?: AdIdentifiers;
  phoneHash?: string;
  value?: number;
  currency?: string;
  variables: [string, string][];
};
/** `subject`: what it is about, at Google one conversion; `wanted` null: none is to stand there. */
export type Wish = { subject: string; actionId: string; wanted: Conversion | null };
export type WishRefused = {
  reason: 'not-over' | 'no-click' | 'click-too-old' | 'nothing-to-tell' | 'no-action-for-deals';
};

export const PHONE = 'phone';

/** What is wished of an event, whatever was told before. */
export function wishOf(item: Pick<Item, 'told' | 'leftOut'>, settings: Settings): Wish | WishRefused {
  const { event, call, deal } = item.told;
  if (event.type === 'deal.changed') {
    if (!deal) return { reason: 'nothing-to-tell' };
    if (!settings.dealActionId) return { reason: 'no-action-for-deals' };
    const subject = { subject: `deal-${deal.id}`, actionId: settings.dealActionId };
    if (deal.status === 'won' && !item.leftOut) return conversionOf(item.told, settings, subject);
    return { ...subject, wanted: null };
  }
  if (!call) return { reason: 'nothing-to-tell' };
  if (!call.endedAt) return { reason: 'not-over' };
  const subject = { subject: `call-${call.id}`, actionId: settings.conversionActionId ?? '' };
  if (item.leftOut || call.spam || call.category === 'not-target') return { ...subject, wanted: null };
  return conversionOf(item.told, settings, subject);
}

/** Google matches no click that is older than the conversion by so much. */
const OLDEST_CLICK_MS = 90 * 86_400_000;

function conversionOf(told: Told, settings: Settings, subject: Omit<Wish, 'wanted'>): Wish | WishRefused {
  const at = told.deal ? told.event.at : new Date(told.call?.startedAt ?? told.event.at);
  const isFresh = at.getTime() - Date.parse(told.visit?.startedAt ?? '') <= OLDEST_CLICK_MS;
  const adIdentifiers = isFresh ? clickOf(told) : undefined;
  const phone = settings.identifyBy === 'click-and-phone' ? told.call?.caller : null;
  const phoneHash = phone ? hashed(phone) : undefined;
  const who = Object.entries(adIdentifiers ?? {})[0]?.join(':') ?? (phoneHash && PHONE);
  if (!who) return { reason: clickOf(told) ? 'click-too-old' : 'no-click' };
  const wanted: Conversion = {
    ...{ at, who },
    ...(adIdentifiers ? { adIdentifiers } : {}),
    ...(phoneHash ? { phoneHash } : {}),
    ...worthOf(told, settings),
    variables: filledMapping(settings.variables, fieldsOf(told)),
  };
  return { ...subject, wanted };
}

/** One at most: Google refuses several. */
function clickOf({ visit }: Told): AdIdentifiers | undefined {
  const { gclid, wbraid, gbraid } = visit?.clickIds ?? {};
  if (gclid) return { gclid };
  if (wbraid) return { wbraid };
  return gbraid ? { gbraid } : undefined;
}

/** SHA-256 of the number in E.164, with its plus, as lower-case hex. */
export const hashed = (e164: string) =>
  createHash('sha256')
    .update(`+${e164.replace(/\D/g, '')}`)
    .digest('hex');

function worthOf({ site, call, deal }: Told, { value, valueBy }: Settings): { value?: number; currency?: string } {
  if (deal) {
    if (!deal.amount) return {};
    const { minor, currency } = deal.amount;
    return { value: Number(majorText(Math.max(0, minor), currency)), currency };
  }
  if (!value) return {};
  const probability = valueBy === 'probability' ? (call?.attribution?.visit?.probability ?? 1) : 1;
  return { value: Math.round(Number(value) * probability * 100) / 100, currency: site.currency };
}

/** The body of events:ingest for one conversion. */
export function ingestOf(
  conversion: Conversion,
  {
    transactionId,
    actionId,
    settings,
    trial,
  }: { transactionId: string; actionId: string; settings: Settings; trial: boolean },
): object {
  const { at, adIdentifiers, phoneHash, value, currency, variables } = conversion;
  const consent = consentOf(settings);
  return {
    destinations: [
      {
        ...(settings.loginCustomerId ? { loginAccount: account(settings.loginCustomerId) } : {}),
        operatingAccount: account(settings.customerId ?? ''),
        productDestinationId: actionId,
      },
    ],
    events: [
      {
        ...{ transactionId, eventTimestamp: at.toISOString().replace(/\.\d+Z$/, 'Z'), eventSource: 'PHONE' },
        ...(adIdentifiers ? { adIdentifiers } : {}),
        ...(phoneHash ? { userData: { userIdentifiers: [{ phoneNumber: phoneHash }] } } : {}),
        ...(value === undefined ? {} : { conversionValue: value }),
        ...(currency ? { currency } : {}),
        ...(variables.length > 0
          ? { customVariables: variables.map(([variable, text]) => ({ variable, value: text })) }
          : {}),
      },
    ],
    ...(phoneHash ? { encoding: 'HEX' } : {}),
    ...(Object.keys(consent).length > 0 ? { consent } : {}),
    ...(trial ? { validateOnly: true } : {}),
  };
}

const account = (id: string) => ({ accountType: 'GOOGLE_ADS', accountId: digits(id) });
/** Of an account: people write 123-456-7890. */
export const digits = (id: string) => id.replace(/\D/g, '');

function consentOf({ adUserData, adPersonalization }: Settings): Consent {
  const said = Object.entries({ adUserData, adPersonalization }).flatMap(([name, word]) =>
    word === 'granted' || word === 'denied' ? [[name, `CONSENT_${word.toUpperCase()}`]] : [],
  );
  return Object.fromEntries(said) as Consent;
}
