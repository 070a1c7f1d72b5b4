// The client's card at Bitrix24: found by phone, else made, never twice. https://apidocs.bitrix24.com/api-reference/crm/
import type { DestinationTold, Item, Way } from '../../port.ts';
import { spellingsOf } from '../crm/spellings.ts';
import { newFields, ORIGINATOR } from './fields.ts';
import type { Portal } from './portal.ts';

export const LEAD = 1;
export const DEAL = 2;
export const CONTACT = 3;
export const COMPANY = 4;
const TYPES = { CONTACT, COMPANY, LEAD } as const;

/** Whom a call is from. */
export type Card = { type: keyof typeof TYPES; id: number };
export type Far = { portal: Portal; to: DestinationTold; way: Way };
type Found = { items: { id: number }[] };

/** Deliveries of one client go one after the other: whoever comes second finds the card of the first. */
export function clientOf(item: Item, phone: string, far: Far): Promise<Card | undefined> {
  const { makes = 'lead', again } = far.to.settings;
  return far.way.alone(`client ${phone}`, async () => {
    const begun = await begunCard(item, far);
    const known = begun ?? (await findCard(phone, far)) ?? (await linkedCard(phone, far));
    const card = known ?? (await makeCard(item, phone, far));
    if (!card) return undefined;
    await far.way.link('phone', phone, `${card.type}:${card.id}`);
    const more = known && !begun ? again : makes;
    if (card.type !== 'LEAD' && (more === 'deal' || (more === 'lead' && known && !begun)))
      await ensureMore(item, more === 'deal' ? DEAL : LEAD, card, far);
    return card;
  });
}

/** What an earlier try of this delivery has made, though it could not keep that. */
async function begunCard(item: Item, far: Far): Promise<Card | undefined> {
  for (const type of ['LEAD', 'CONTACT'] as const) {
    if (!item.memo[stepOf(TYPES[type])]) continue;
    const id = await made(item, TYPES[type], far);
    if (id !== undefined) return { type, id };
  }
  return undefined;
}

type Hits = Partial<Record<Card['type'], number[]>>;

/** A contact before a company before an open lead; what can't be asked throws, and is not "nobody". */
async function findCard(phone: string, { portal }: Far): Promise<Card | undefined> {
  const hits = await portal.ask<Hits | []>(
    'crm.duplicate.findbycomm',
    { type: 'PHONE', values: spellingsOf(phone) },
    { asksOnly: true },
  );
  const { CONTACT: contacts = [], COMPANY: companies = [], LEAD: leads = [] } = Array.isArray(hits) ? {} : hits;
  if (contacts[0]) return { type: 'CONTACT', id: contacts[0] };
  if (companies[0]) return { type: 'COMPANY', id: companies[0] };
  return leads.length > 0 ? openLead(leads, portal) : undefined;
}

/** The newest of these leads that is still worked on. */
async function openLead(ids: readonly number[], portal: Portal): Promise<Card | undefined> {
  const { items } = await portal.ask<Found>(
    'crm.item.list',
    {
      ...{ entityTypeId: LEAD, select: ['id'], order: { id: 'DESC' } },
      filter: { '@id': ids, '=stageSemanticId': 'P' },
    },
    { asksOnly: true },
  );
  return items[0] && { type: 'LEAD', id: items[0].id };
}

/** The card that we made or found before, if it is there still: the search by phone may know of it a moment later. */
async function linkedCard(phone: string, { portal, way }: Far): Promise<Card | undefined> {
  const [type = '', id = ''] = ((await way.linked('phone', phone)) ?? '').split(':');
  if (!(type in TYPES)) return undefined;
  const card = { type: type as Card['type'], id: Number(id) };
  if (card.type === 'LEAD') return openLead([card.id], portal);
  const { items } = await portal.ask<Found>(
    'crm.item.list',
    { entityTypeId: TYPES[card.type], select: ['id'], filter: { '=id': card.id } },
    { asksOnly: true },
  );
  return items[0] && card;
}

async function makeCard(item: Item, phone: string, far: Far): Promise<Card | undefined> {
  const makes = far.to.settings.makes || 'lead';
  if (makes === 'nothing') return undefined;
  const fm = [{ typeId: 'PHONE', valueType: 'WORK', value: phone }];
  const owner = assigned(far);
  if (makes === 'lead')
    return { type: 'LEAD', id: await ensure(item, LEAD, { ...fieldsFor(item, far), ...owner, fm }, far) };
  const { name = phone } = item.told.call?.contact ?? {};
  const { sourceId, sourceDescription, originatorId, originId } = fieldsFor(item, far);
  const contact = { name: name || phone, sourceId, sourceDescription, originatorId, originId, ...owner, fm };
  return { type: 'CONTACT', id: await ensure(item, CONTACT, contact, far) };
}

const fieldsFor = (item: Item, { to }: Far) => newFields(item, to.settings, item.told.call?.id ?? '');
const assigned = ({ to: { settings } }: Far) => (settings.employee ? { assignedById: Number(settings.employee) } : {});

/** Beside a card: a deal with a new contact; what a client who calls again gets, unless one is open. */
async function ensureMore(item: Item, entityTypeId: number, { type, id }: Card, far: Far): Promise<void> {
  const [bound, filter] =
    type === 'CONTACT' ? [{ contactIds: [id] }, { '=contactId': id }] : [{ companyId: id }, { '=companyId': id }];
  const open = await far.portal.ask<Found>(
    'crm.item.list',
    { entityTypeId, select: ['id'], filter: { ...filter, '=stageSemanticId': 'P' } },
    { asksOnly: true },
  );
  if (open.items.length > 0 && !item.memo[stepOf(entityTypeId)]) return;
  const { category } = far.to.settings;
  const into = entityTypeId === DEAL && category ? { categoryId: Number(category) } : {};
  await ensure(item, entityTypeId, { ...fieldsFor(item, far), ...bound, ...into, ...assigned(far) }, far);
}

const stepOf = (entityTypeId: number) => `make ${entityTypeId}`;

/** Made once: what an earlier try may have made is looked for by the call's id before it is made again. */
async function ensure(item: Item, entityTypeId: number, fields: object, far: Far): Promise<number> {
  const step = stepOf(entityTypeId);
  const before = item.memo[step] ? await made(item, entityTypeId, far) : undefined;
  if (before !== undefined) return before;
  await far.way.note(item, { [step]: 'begun' });
  const { item: one } = await far.portal.ask<{ item: { id: number } }>('crm.item.add', { entityTypeId, fields });
  await linkMade(item, entityTypeId, one.id, far);
  return one.id;
}

async function made(item: Item, entityTypeId: number, far: Far): Promise<number | undefined> {
  const { items } = await far.portal.ask<Found>(
    'crm.item.list',
    { entityTypeId, select: ['id'], filter: { '=originatorId': ORIGINATOR, '=originId': item.told.call?.id } },
    { asksOnly: true },
  );
  if (items[0]) await linkMade(item, entityTypeId, items[0].id, far);
  return items[0]?.id;
}

/** What corrections change, and by what the deal is known for the call's when it comes back. */
async function linkMade({ told }: Item, entityTypeId: number, id: number, { way }: Far): Promise<void> {
  if (entityTypeId === CONTACT || !told.call) return;
  await way.link('made', told.call.id, `${entityTypeId}:${id}`);
  await way.link('origin', `${entityTypeId}:${id}`, told.call.id);
}
