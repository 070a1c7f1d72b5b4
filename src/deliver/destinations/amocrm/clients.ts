// The client's contact and lead at amoCRM: found by phone, else made, never twice.
// https://www.amocrm.ru/developers/content/crm_platform/contacts-api, …/leads-api
import { isSamePhone, nationalDigits } from '../../../core/phone.ts';
import type { Item } from '../../port.ts';
import { isObject, objectsIn, textOf } from '../crm/stopped.ts';
import { onlyOnce } from '../crm/telling.ts';
import { embedded, type Far, Refused } from './account.ts';
import { fieldValues, leadName, placeOf } from './fields.ts';
import { employeeId } from './people.ts';

type Element = Record<string, unknown>;
/** Whom a call is from; `lead`: what it goes to, if there is one. */
export type Client = { contact: number; lead: number | undefined };

export const WON = 142;
export const LOST = 143;
/** The full-text search may know of something new only a moment later. */
const SETTLES_MS = 30_000;
/** Their clock and ours may differ by so much. */
const CLOCKS_S = 60;

/** Undefined: nobody is known there, and nobody is to be made now. */
export async function clientOf(item: Item, phone: string, far: Far): Promise<Client | undefined> {
  const { way } = far;
  const linked = await way.linked('client', phone);
  if (linked && !(await far.account.get(`/api/v4/contacts/${linked}`).catch(unlessGone)))
    await way.link('client', phone, ''); // merged with another, or deleted
  const makes = ['lead', 'contact'].includes(far.to.settings.makes || 'lead');
  const contact = await onlyOnce(way, 'client', phone, {
    find: () => findContact(phone, far),
    make: makes ? () => makeContact(item, phone, far).catch(unlessRefused(phone, far)) : undefined,
    settlesIn: SETTLES_MS,
  });
  if (!contact) return undefined;
  return { contact: Number(contact), lead: await leadOf(item, Number(contact), far) };
}

const unlessGone = (error: unknown): undefined => {
  if (error instanceof Refused && error.status === 404) return undefined;
  throw error;
};

/** What was refused was surely not made: nobody need wait until the search must know of it. */
const unlessRefused =
  (phone: string, { way }: Far) =>
  async (error: unknown): Promise<never> => {
    if (error instanceof Refused && error.status < 500) await way.link('client-begun', phone, '');
    throw error;
  };

/** The search finds parts of any field, so phones are compared; what can't be asked throws, and is not "nobody". */
async function findContact(phone: string, { account }: Far): Promise<string | null> {
  const query = new URLSearchParams({ query: nationalDigits(phone), limit: '50' });
  const found = embedded(await account.get(`/api/v4/contacts?${query}`), 'contacts');
  const one = found.find((contact) => phonesOf(contact).some((known) => isSamePhone(known, phone)));
  return one ? textOf(one.id) : null;
}

/** As they were typed in. */
export const phonesOf = ({ custom_fields_values: fields }: Element): string[] =>
  objectsIn(fields)
    .filter(({ field_code: code }) => code === 'PHONE')
    .flatMap(({ values }) => objectsIn(values).map(({ value }) => textOf(value)));

async function makeContact(item: Item, phone: string, far: Far): Promise<string> {
  const { account, to } = far;
  const { name = '' } = item.told.call?.contact ?? {};
  const contact = {
    name: name || phone,
    ...(await responsible(item, far)),
    custom_fields_values: [{ field_code: 'PHONE', values: [{ value: phone, enum_code: 'WORK' }] }],
  };
  if (to.settings.makes === 'contact') {
    const made = embedded(await account.send('POST', '/api/v4/contacts', [contact]), 'contacts');
    return textOf(made[0]?.id);
  }
  const lead = { ...(await newLead(item, far)), _embedded: { tags: TAGS, contacts: [contact] } };
  await far.way.note(item, { lead: far.way.now().toISOString() });
  const made = await account.send('POST', '/api/v4/leads/complex', [lead]);
  const [one] = objectsIn(made);
  // The account's own control of duplicates may have put it to a lead of somebody's work: that one is not ours to correct.
  if (one?.merged !== true) await linkLead(item, Number(one?.id), far);
  return textOf(one?.contact_id);
}

const TAGS = [{ name: 'dialtrace' }];

async function newLead(item: Item, far: Far) {
  const fields = await fieldValues(item, far);
  return {
    ...{ name: leadName(item, far), ...placeOf(far), ...(await responsible(item, far)) },
    ...{ request_id: item.told.call?.id ?? '', ...(fields.length > 0 ? { custom_fields_values: fields } : {}) },
  };
}

async function responsible({ told }: Item, far: Far): Promise<{ responsible_user_id?: number }> {
  const said = Number(far.to.settings.employee) || undefined;
  const id = (await employeeId(told.call?.answeredBy ?? null, far)) ?? said;
  return id ? { responsible_user_id: id } : {};
}

/** What corrections change, and by what the lead is known for the call's when it comes back. */
async function linkLead({ told }: Item, id: number, { way }: Far): Promise<number> {
  if (!told.call || !id) return id;
  await way.link('made', told.call.id, `${id}`);
  await way.link('origin', `${id}`, told.call.id);
  return id;
}

/** The lead made of this call, else the client's only open one; a new one where the owner wants one and none is open. */
function leadOf(item: Item, contact: number, far: Far): Promise<number | undefined> {
  return far.way.alone(`lead ${contact}`, async () => {
    const made = await far.way.linked('made', item.told.call?.id ?? '');
    if (made) return Number(made);
    const leads = await leadsOf(contact, far);
    const begun = item.memo.lead;
    const ours = begun && leads.find((lead) => isOurs(lead, begun, leadName(item, far)));
    if (ours) return linkLead(item, Number(ours.id), far);
    const open = leads.filter(({ status_id: status }) => status !== WON && status !== LOST);
    if (open.length > 0) return open.length === 1 ? Number(open[0]?.id) : undefined;
    return begun || far.to.settings.again === 'lead' ? makeLead(item, contact, far) : undefined;
  });
}

const isOurs = ({ name, created_at: at }: Element, begun: string, wanted: string) =>
  name === wanted && Number(at) >= Date.parse(begun) / 1000 - CLOCKS_S;

async function leadsOf(contact: number, { account }: Far): Promise<Element[]> {
  const card = await account.get(`/api/v4/contacts/${contact}?with=leads`);
  const ids = embedded(card, 'leads').map(({ id }) => Number(id));
  if (ids.length === 0) return [];
  const newest = ids.sort((a, b) => b - a).slice(0, 50);
  const query = newest.map((id, n) => `filter[id][${n}]=${id}`).join('&');
  return embedded(await account.get(`/api/v4/leads?${query}&limit=50`), 'leads').filter(isObject);
}

async function makeLead(item: Item, contact: number, far: Far): Promise<number> {
  const lead = { ...(await newLead(item, far)), _embedded: { tags: TAGS, contacts: [{ id: contact }] } };
  await far.way.note(item, { lead: far.way.now().toISOString() });
  const made = embedded(await far.account.send('POST', '/api/v4/leads', [lead]), 'leads');
  return linkLead(item, Number(made[0]?.id), far);
}
