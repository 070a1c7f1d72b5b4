// Deals of a portal as they stand: read when it tells that one has changed, and all that changed since the last look.
// https://apidocs.bitrix24.com/api-reference/crm/universal/crm-item-list.html
import type { FarDeal } from '../../../core/deal.ts';
import { minorDigits } from '../../../core/money.ts';
import type { Outcome } from '../../port.ts';
import { e164sOf } from '../crm/phones.ts';
import { remembered } from '../crm/remembered.ts';
import { withOffset } from './calls.ts';
import { COMPANY, CONTACT, DEAL, type Far, LEAD } from './clients.ts';
import { ORIGINATOR } from './fields.ts';

type Deal = {
  id: number;
  title: string | null;
  stageId: string;
  stageSemanticId?: string;
  categoryId?: number;
  opportunity: number | string | null;
  currencyId: string | null;
  contactIds?: number[];
  contactId?: number | null;
  companyId?: number | null;
  leadId?: number | null;
  originatorId?: string | null;
  originId?: string | null;
  createdTime: string;
  updatedTime: string;
};
type Phones = { id: number; fm?: { typeId: string; value: string }[] };

const SELECT = [
  ...[
    'id',
    'title',
    'stageId',
    'stageSemanticId',
    'categoryId',
    'opportunity',
    'currencyId',
    'contactIds',
    'contactId',
  ],
  ...['companyId', 'leadId', 'originatorId', 'originId', 'createdTime', 'updatedTime'],
];
const PAGES = 5;
const PAGE = 50;
const DAY_MS = 86_400_000;
const FIRST_LOOK_DAYS = 30;
const CURSOR = 'deals';

/** All that changed since the last look; the first one goes back thirty days. What is too much for one look waits. */
export async function pollDeals(far: Far): Promise<Outcome> {
  const { portal, way } = far;
  const first = new Date(way.now().getTime() - FIRST_LOOK_DAYS * DAY_MS).toISOString();
  let since = (await way.linked('cursor', CURSOR)) ?? withOffset(first);
  let start = 0;
  for (let n = 0; n < PAGES; n++) {
    const { result, next } = await portal.page<{ items: Deal[] }>('crm.item.list', {
      ...{ entityTypeId: DEAL, select: SELECT, order: { updatedTime: 'ASC', id: 'ASC' } },
      ...{ filter: { '>=updatedTime': since }, start },
    });
    await take(result.items, far);
    const last = result.items.at(-1)?.updatedTime;
    if (last) await way.link('cursor', CURSOR, last);
    if (next === undefined || !last) break;
    // By time and not by place: who changes meanwhile goes to the end, and the rest would move up past us.
    start = last === since ? next : 0;
    since = last;
  }
  return { kind: 'done' };
}

/** These, as they stand now. */
export async function readDeals(ids: readonly number[], far: Far): Promise<void> {
  const { items } = await far.portal.ask<{ items: Deal[] }>(
    'crm.item.list',
    { entityTypeId: DEAL, select: SELECT, filter: { '@id': ids } },
    { asksOnly: true },
  );
  await take(items, far);
}

async function take(deals: readonly Deal[], far: Far): Promise<void> {
  if (deals.length === 0) return;
  const contacts = await phonesOf(CONTACT, deals.flatMap(contactsOf), far);
  const companies = await phonesOf(
    COMPANY,
    deals.flatMap(({ companyId }) => companyId || []),
    far,
  );
  const leads = await phonesOf(
    LEAD,
    deals.flatMap((deal) => (hasClient(deal) ? [] : deal.leadId || [])),
    far,
  );
  const names = await stageNames(far);
  const told = deals.map(async (deal): Promise<FarDeal> => {
    const ids = contactsOf(deal);
    const phones = [
      ...ids.flatMap((id) => contacts.get(id) ?? []),
      ...(companies.get(deal.companyId ?? 0) ?? []),
      ...(leads.get(deal.leadId ?? 0) ?? []),
    ];
    return farDeal(deal, { phones, name: names.get(deal.stageId), callId: await callOf(deal, far) });
  });
  await far.way.takeDeals(await Promise.all(told));
}

const contactsOf = ({ contactIds, contactId }: Deal): number[] =>
  contactIds?.length ? contactIds : contactId ? [contactId] : [];
const hasClient = (deal: Deal) => contactsOf(deal).length > 0 || Boolean(deal.companyId);

const STATUS = { S: 'won', F: 'lost' } as const;

function farDeal(
  deal: Deal,
  { phones, name, callId }: { phones: string[]; name: string | undefined; callId: string | undefined },
): FarDeal {
  return {
    ...{ farId: `${deal.id}`, phones: [...new Set(phones)], callId, title: deal.title || null },
    stage: { id: deal.stageId, name: name ?? deal.stageId },
    status: STATUS[deal.stageSemanticId as 'S' | 'F'] ?? 'open',
    amount: deal.currencyId ? { minor: minorOf(deal.opportunity, deal.currencyId), currency: deal.currencyId } : null,
    ...{ createdAt: new Date(deal.createdTime), changedAt: new Date(deal.updatedTime) },
  };
}

const minorOf = (amount: number | string | null, currency: string) =>
  Math.round(Number(amount ?? 0) * 10 ** minorDigits(currency));

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** By our mark on the deal, or by the lead it was made of. */
async function callOf({ id, leadId, originatorId, originId }: Deal, { way }: Far): Promise<string | undefined> {
  if (originatorId === ORIGINATOR && originId && UUID.test(originId)) return originId;
  return (
    (await way.linked('origin', `${DEAL}:${id}`)) ?? (leadId ? way.linked('origin', `${LEAD}:${leadId}`) : undefined)
  );
}

/** Phones by card. `fm` is answered only where nothing is selected (docs of crm.item: Структура мультиполя). */
async function phonesOf(
  entityTypeId: number,
  ids: readonly number[],
  { portal, to }: Far,
): Promise<Map<number, string[]>> {
  if (ids.length === 0) return new Map();
  const wanted = [...new Set(ids)];
  const found = new Map<number, string[]>();
  for (let from = 0; from < wanted.length; from += PAGE) {
    const filter = { '@id': wanted.slice(from, from + PAGE) };
    const params = { entityTypeId, filter };
    const { items } = await portal.ask<{ items: Phones[] }>('crm.item.list', params, { asksOnly: true });
    for (const { id, fm = [] } of items) found.set(id, e164sOf(fm.flatMap(phoneIn), to.settings.country));
  }
  return found;
}

const phoneIn = ({ typeId, value }: { typeId: string; value: string }) => (typeId === 'PHONE' ? [value] : []);

/** Of every funnel, by the stage's id. */
function stageNames({ portal, to, way }: Far): Promise<Map<string, string>> {
  return remembered('stages', to, way, async () => {
    type Status = { ENTITY_ID: string; STATUS_ID: string; NAME: string };
    const all = await portal.ask<Status[]>('crm.status.list', {}, { asksOnly: true });
    return new Map(
      all.filter(({ ENTITY_ID }) => ENTITY_ID.startsWith('DEAL_STAGE')).map(({ STATUS_ID, NAME }) => [STATUS_ID, NAME]),
    );
  });
}
