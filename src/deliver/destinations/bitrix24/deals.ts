// Deals of a portal as they stand: read when it tells that one has changed, and all that changed since the last look.
// https://apidocs.bitrix24.com/api-reference/crm/universal/crm-item-list.html
import type { FarDeal } from '../../../core/deal.ts';
import { minorDigits } from '../../../core/money.ts';
import { toE164 } from '../../../core/phone.ts';
import type { Outcome } from '../../port.ts';
import { remembered } from '../crm/remembered.ts';
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
const PAGES = 20;
const DAY_MS = 86_400_000;
const FIRST_LOOK_DAYS = 30;
const CURSOR = 'deals';

/** All that changed since the last look; the first one goes back thirty days. */
export async function pollDeals(far: Far): Promise<Outcome> {
  const { portal, way } = far;
  const since =
    (await way.linked('cursor', CURSOR)) ?? new Date(way.now().getTime() - FIRST_LOOK_DAYS * DAY_MS).toISOString();
  const question = { entityTypeId: DEAL, select: SELECT, order: { updatedTime: 'ASC', id: 'ASC' } };
  let start: number | undefined = 0;
  for (let n = 0; n < PAGES && start !== undefined; n++) {
    const { result, next }: { result: { items: Deal[] }; next: number | undefined } = await portal.page(
      'crm.item.list',
      { ...question, filter: { '>=updatedTime': since }, start },
    );
    await take(result.items, far);
    const last = result.items.at(-1);
    if (last) await way.link('cursor', CURSOR, last.updatedTime);
    start = next;
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
async function phonesOf(entityTypeId: number, ids: readonly number[], { portal }: Far): Promise<Map<number, string[]>> {
  if (ids.length === 0) return new Map();
  const { items } = await portal.ask<{ items: Phones[] }>(
    'crm.item.list',
    { entityTypeId, filter: { '@id': [...new Set(ids)] } },
    { asksOnly: true },
  );
  return new Map(items.map(({ id, fm = [] }) => [id, fm.flatMap(phoneOf)]));
}

const HOME = 'RU'; // where a phone is written without its country: most of the portals
const phoneOf = ({ typeId, value }: { typeId: string; value: string }): string[] => {
  const phone = typeId === 'PHONE' ? toE164(value, HOME) : { kind: 'none' as const };
  return phone.kind === 'phone' ? [phone.e164] : [];
};

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
