// Deals that a CRM of the owner's own choice tells: JSON or a form, read by pointers that its owner has named.

import type { DealStatus, FarDeal } from '../../../core/deal.ts';
import { at } from '../../../core/json-pointer.ts';
import { minorOf, moneyOf } from '../../../core/money.ts';
import { instantIn } from '../../../core/zoned-time.ts';
import type { DestinationTold, Hook, HookAnswer, Way } from '../../port.ts';
import { isSameSecret } from '../../same-secret.ts';
import { e164sOf } from '../crm/phones.ts';
import { readJson, textOf } from '../crm/stopped.ts';

const MOST = 1000;

/** Takes them all, or none where one has no id. */
export async function receiveDeals(hook: Hook, { settings }: DestinationTold, way: Way): Promise<HookAnswer> {
  if (!isLetIn(hook, settings.hookSecret)) return said(401, { error: 'The secret is missing or wrong.' });
  const told = listIn(bodyOf(hook), settings.dealsPointer ?? '');
  if (!told) return said(400, { error: 'There is no deal where deals are looked for.' });
  if (told.length > MOST) return said(413, { error: `At most ${MOST} deals at once.` });
  const pointers = pointersOf(settings.dealPointers);
  const now = way.now();
  const deals = told.map((one) => farDeal(one, { pointers, settings, now }));
  const wrong = deals.indexOf(null);
  if (wrong >= 0)
    return said(400, { error: `Deal ${wrong + 1} has no id at ${pointers.get('id') ?? '(id is not named)'}.` });
  await way.takeDeals(deals.filter((deal) => deal !== null));
  return said(200, { taken: deals.length });
}

const said = (status: number, answer: object): HookAnswer => ({
  ...{ status, body: JSON.stringify(answer), type: 'application/json' },
});

/** In the header X-Secret, as a bearer's token, or in the address as ?secret=. */
function isLetIn({ headers, query }: Hook, secret: string | undefined): boolean {
  const given = headers['x-secret'] ?? headers.authorization?.replace(/^Bearer /i, '') ?? query.secret ?? '';
  return Boolean(secret) && isSameSecret(given, secret ?? '');
}

function bodyOf({ method, headers, query, body }: Hook): unknown {
  if (method === 'GET') return query;
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return isForm ? Object.fromEntries(new URLSearchParams(body)) : readJson(body);
}

function listIn(body: unknown, pointer: string): unknown[] | undefined {
  const found = at(body, pointer);
  if (typeof found !== 'object' || found === null) return undefined;
  return Array.isArray(found) ? found : [found];
}

const FIELDS = [
  'id',
  'phone',
  'title',
  'stage',
  'status',
  'amount',
  'currency',
  'created',
  'changed',
  'call',
  'url',
] as const;
type Field = (typeof FIELDS)[number];

/** 'id = /deal/id' by line; one that is not named is looked for by its own name. */
function pointersOf(lines: string | undefined): Map<Field, string> {
  const named = (lines ?? '').split('\n').flatMap((line): [string, string][] => {
    const [name = '', ...rest] = line.split('=');
    return rest.length > 0 ? [[name.trim(), rest.join('=').trim()]] : [];
  });
  const given = new Map(named);
  return new Map(FIELDS.map((field) => [field, given.get(field) ?? `/${field}`]));
}

type Reading = { pointers: ReadonlyMap<Field, string>; settings: DestinationTold['settings']; now: Date };

function farDeal(one: unknown, { pointers, settings, now }: Reading): FarDeal | null {
  const found = (field: Field) => at(one, pointers.get(field) ?? '');
  const of = (field: Field) => textOf(found(field)).trim();
  if (!of('id')) return null;
  const phones = [found('phone')].flat().map(textOf).filter(Boolean);
  const changedAt = timeOf(found('changed')) ?? now;
  const [stage, url, currency] = [of('stage'), of('url'), of('currency') || settings.currency || ''];
  return {
    ...{ farId: of('id').slice(0, 200), phones: e164sOf(phones, settings.country), callId: of('call') || undefined },
    ...{ title: of('title') || null, stage: stage ? { id: stage, name: stage } : null },
    ...{ status: statusOf(of('status') || stage, settings), amount: amountOf(of('amount'), currency.toUpperCase()) },
    ...(/^https?:\/\//i.test(url) && { url }),
    ...{ createdAt: timeOf(found('created')) ?? changedAt, changedAt },
  };
}

/** As programs write it, or as people do: '1500.5', '1 500,50'. */
function amountOf(text: string, currency: string) {
  const exact = moneyOf(text, currency);
  if (exact || !/^[A-Z]{3}$/.test(currency)) return exact;
  const minor = minorOf(text, currency, { signed: true });
  return minor === null ? null : { minor, currency };
}

/** By the owner's words for won and lost, else by ours; any other is open. */
function statusOf(word: string, { wonWords, lostWords }: DestinationTold['settings']): DealStatus {
  const isAmong = (words: string) =>
    words
      .split(/[\n,;]/)
      .map((one) => one.trim().toLowerCase())
      .includes(word.toLowerCase());
  if (word && isAmong(wonWords || 'won')) return 'won';
  return word && isAmong(lostWords || 'lost') ? 'lost' : 'open';
}

const MILLISECONDS_FROM = 1e11; // a number above is no count of seconds of our time

function timeOf(value: unknown): Date | null {
  const text = textOf(value).trim();
  if (!/^\d{9,14}$/.test(text)) return instantIn(text, 'UTC');
  const number = Number(text);
  return new Date(number < MILLISECONDS_FROM ? number * 1000 : number);
}
