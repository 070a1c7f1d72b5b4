// A call in Pipedrive's words: person, call log with the talk (or activity), lead or deal. Pipedrive knows no repeated
// request, so what may have been made is looked up before it is made again. https://developers.pipedrive.com/docs/api/v1
import { isSamePhone, nationalDigits } from '../../../core/phone.ts';
import { fill } from '../../../core/template.ts';
import { fieldsOf } from '../../fields.ts';
import { filledMapping } from '../../mapping.ts';
import type { DestinationTold, Item, Way } from '../../port.ts';
import { Gone, inHtml, isObject, objectsIn, Stopped, textOf } from '../crm/stopped.ts';
import { type Client, type Crm, onlyOnce, ownerOf, type TalkedCall, takeOwner } from '../crm/telling.ts';
import { type Ask, asking } from './asking.ts';
import { ensureFields, sourceFields } from './fields.ts';

/** So long may a search not find what was just made. */
const SETTLES_MS = 60_000;
const NOTE = '{channel}: {source} / {medium} / {campaign} ({probability}), {term}';
const TITLE = 'Call from {caller}';

export function pipedriveCrm(to: DestinationTold, way: Way): Crm {
  const house: House = { ask: asking(to, way), to, way };
  const { ask } = house;
  const isLead = to.settings.dealsAs !== 'deal';
  return {
    settlesIn: SETTLES_MS,
    findClient: (phone) => findPerson(phone, house),
    makeClient: async (phone, item) => makePerson(phone, item, house),
    findCall: (call) => (to.settings.logAs === 'activity' ? findActivity(call, house) : findCallLog(call, house)),
    putCall: (call, item, about) =>
      to.settings.logAs === 'activity' ? putActivity(call, item, about, house) : putCallLog(call, item, about, house),
    async makeDeal(call, item, client) {
      const values = fieldsOf(item.told);
      const custom = {
        ...sourceFields(await ensureFields(ask, way), values),
        ...Object.fromEntries(filledMapping(to.settings.dealFields, values)),
      };
      const owner_id = await userId(ownerOf(call, to.settings), house);
      const common = {
        ...{ title: fill(to.settings.dealTitle || TITLE, values), person_id: Number(client.id) },
        ...(owner_id && { owner_id }),
      };
      const stage_id = Number(to.settings.stageId) || undefined;
      const made = isLead
        ? await ask('POST', '/api/v1/leads', { ...common, ...withoutNulls(custom) })
        : await ask('POST', '/api/v2/deals', { ...common, ...(stage_id && { stage_id }), custom_fields: custom });
      return `${isLead ? 'lead' : 'deal'}:${idOf(made)}`;
    },
    async findDeal(call) {
      await ensureFields(ask, way);
      const list = isLead ? 'leads' : 'deals';
      const found = await ask(
        'GET',
        `/api/v2/${list}/search?term=${call.id}&fields=custom_fields&exact_match=true&limit=1`,
      );
      const id = textOf(itemsOf(found)[0]?.id);
      return id ? `${isLead ? 'lead' : 'deal'}:${id}` : null;
    },
    async correctDeal(dealId, item) {
      const [what, id] = dealId.split(':');
      const custom = sourceFields(await ensureFields(ask, way), fieldsOf(item.told));
      if (what === 'lead') await ask('PATCH', `/api/v1/leads/${id}`, custom);
      else await ask('PATCH', `/api/v2/deals/${id}`, { custom_fields: custom });
    },
  };
}

type House = { ask: Ask; to: DestinationTold; way: Way };
type About = { client: Client; dealId?: string; known?: string };

const withoutNulls = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

function idOf({ data }: Record<string, unknown>): string {
  const id = isObject(data) ? textOf(data.id) : '';
  if (!id) throw new Stopped({ kind: 'later', reason: 'not-understood' });
  return id;
}

/** Of a search's answer: data.items[].item */
function itemsOf({ data }: Record<string, unknown>): Record<string, unknown>[] {
  if (!isObject(data) || !Array.isArray(data.items)) throw new Stopped({ kind: 'later', reason: 'not-understood' });
  return objectsIn(data.items).flatMap(({ item }) => (isObject(item) ? [item] : []));
}

async function findPerson(phone: string, { ask, to, way }: House): Promise<Client | null> {
  const term = nationalDigits(phone);
  const found = itemsOf(
    await ask('GET', `/api/v2/persons/search?term=${term}&fields=phone&exact_match=false&limit=100`),
  );
  const known = found
    .filter(({ phones }) => Array.isArray(phones) && phones.some((one) => isSamePhone(textOf(one), phone)))
    .sort((one, other) => Number(one.id) - Number(other.id))[0]; // of two the one that was there first
  if (!known) return null;
  const owner = isObject(known.owner) ? textOf(known.owner.id) : '';
  if (owner) await takeOwner(phone, textOf(known.name), await userEmail(owner, { ask, to, way }), to, way);
  return { id: textOf(known.id) };
}

async function makePerson(phone: string, { told }: Item, house: House): Promise<Client> {
  const { ask, to } = house;
  const values = fieldsOf(told);
  const owner_id = told.call ? await userId(ownerOf(told.call, to.settings), house) : undefined;
  const made = await ask('POST', '/api/v2/persons', {
    ...{ name: values.contact || phone, phones: [{ value: phone, primary: true, label: 'work' }] },
    ...(owner_id && { owner_id }),
    custom_fields: Object.fromEntries(filledMapping(to.settings.personFields, values)),
  });
  return { id: idOf(made) };
}

async function putCallLog(
  call: TalkedCall,
  item: Item,
  { client, dealId, known }: About,
  house: House,
): Promise<string> {
  const { ask, to, way } = house;
  const id =
    known ??
    idOf(
      await ask('POST', '/api/v1/callLogs', await callLog(call, item, { client, ...(dealId && { dealId }) }, house)),
    );
  if (call.recording.state === 'ready' && to.settings.recordings !== 'leave-out') await attach(id, call, { ask, way });
  return id;
}

async function callLog(call: TalkedCall, item: Item, { client, dealId }: About, house: House): Promise<object> {
  const { settings } = house.to;
  const [from, other] = call.direction === 'in' ? [call.caller, call.number] : [call.number, call.caller];
  const user_id = await userId(ownerOf(call, settings), house);
  const [what, deal] = dealId?.split(':') ?? [];
  return {
    subject: fill(settings.dealTitle || TITLE, fieldsOf(item.told)),
    ...{ outcome: outcomeOfCall(call), from_phone_number: from, to_phone_number: other },
    duration: `${Math.round(call.talkSeconds ?? 0)}`,
    ...{ start_time: utc(call.startedAt), end_time: utc(call.endedAt ?? call.startedAt) },
    note: noteOf(call, item, house),
    person_id: Number(client.id),
    ...(what === 'lead' && { lead_id: deal }),
    ...(what === 'deal' && { deal_id: Number(deal) }),
    ...(user_id && { user_id }),
  };
}

const outcomeOfCall = ({ answeredAt, missedReason }: TalkedCall) =>
  answeredAt ? 'connected' : missedReason === 'busy' ? 'busy' : 'no_answer';
/** 2026-11-21T10:00:00.000Z → 2026-11-21 10:00:00 */
const utc = (time: string) => new Date(time).toISOString().slice(0, 19).replace('T', ' ');

/** HTML. The address of the call's card has our id of the call in it, by which it is found again. */
function noteOf(call: TalkedCall, { told }: Item, { to, way }: House): string {
  const words = inHtml(fill(to.settings.note || NOTE, fieldsOf(told)).trim());
  return `${words}<br><a href="${way.cardUrl(call.id)}">Dialtrace</a>`;
}

const LIST_PAGE = 100;
const LIST_PAGES = 5;

async function findCallLog(call: TalkedCall, { ask }: House): Promise<string | null> {
  for (let page = 0; page < LIST_PAGES; page++) {
    const { data } = await ask('GET', `/api/v1/callLogs?start=${page * LIST_PAGE}&limit=${LIST_PAGE}`);
    const found = objectsIn(data).find(({ note }) => textOf(note).includes(call.id));
    if (found) return textOf(found.id);
    if (objectsIn(data).length < LIST_PAGE) break;
  }
  return null;
}

async function attach(id: string, call: TalkedCall, { ask, way }: Pick<House, 'ask' | 'way'>): Promise<void> {
  await onlyOnce(way, 'recording', call.id, {
    async find() {
      const { data } = await ask('GET', `/api/v1/callLogs/${id}`);
      return isObject(data) && data.has_recording === true ? id : null;
    },
    async make() {
      const talk = await way.recording(call.id);
      if (!talk) throw new Stopped({ kind: 'later', reason: 'no-recording' });
      const boundary = `dialtrace-${call.id}`;
      const name = `call-${call.id}.${talk.extension}`;
      const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: ${talk.type}\r\n\r\n`;
      const file = Buffer.concat([Buffer.from(head), talk.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
      await ask('POST', `/api/v1/callLogs/${id}/recordings`, { file, boundary });
      return id;
    },
    settlesIn: 0,
    isOurs: true,
  });
}

async function putActivity(
  call: TalkedCall,
  item: Item,
  { client, dealId, known }: About,
  house: House,
): Promise<string> {
  const { ask, to, way } = house;
  const talk = call.recording.state === 'ready' ? `<br><a href="${way.recordingUrl(call.id, 365)}">Recording</a>` : '';
  const note = noteOf(call, item, house) + talk;
  if (known) {
    await ask('PATCH', `/api/v2/activities/${known}`, { note });
    return known;
  }
  const owner_id = await userId(ownerOf(call, to.settings), house);
  const [what, deal] = dealId?.split(':') ?? [];
  const [due_date, due_time] = utc(call.startedAt).split(' ');
  const made = await ask('POST', '/api/v2/activities', {
    ...{ subject: fill(to.settings.dealTitle || TITLE, fieldsOf(item.told)), type: 'call', done: true, note },
    ...{ due_date, due_time, duration: new Date((call.talkSeconds ?? 0) * 1000).toISOString().slice(11, 19) },
    participants: [{ person_id: Number(client.id), primary: true }],
    ...(what === 'lead' && { lead_id: deal }),
    ...(what === 'deal' && { deal_id: Number(deal) }),
    ...(owner_id && { owner_id }),
  });
  return idOf(made);
}

async function findActivity(call: TalkedCall, { ask, way }: House): Promise<string | null> {
  const person = await way.linked('client', call.caller);
  if (!person) return null;
  const { data } = await ask(
    'GET',
    `/api/v2/activities?person_id=${person}&sort_by=add_time&sort_direction=desc&limit=100`,
  );
  const found = objectsIn(data).find(({ note }) => textOf(note).includes(call.id));
  return found ? textOf(found.id) : null;
}

/** Of an active user with this e-mail; undefined: there is none. */
async function userId(email: string | undefined, { ask, way }: House): Promise<number | undefined> {
  if (!email) return undefined;
  const known = await way.linked('user', email);
  if (known) return Number(known);
  const { data } = await ask('GET', `/api/v1/users/find?term=${encodeURIComponent(email)}&search_by_email=1`);
  const user = objectsIn(data).find((one) => textOf(one.email).toLowerCase() === email && one.active_flag !== false);
  if (!user) return undefined;
  await way.link('user', email, textOf(user.id));
  return Number(user.id);
}

async function userEmail(id: string, { ask, way }: House): Promise<string | undefined> {
  const known = await way.linked('user-email', id);
  if (known) return known;
  try {
    const { data } = await ask('GET', `/api/v1/users/${id}`);
    const email = isObject(data) ? textOf(data.email) : '';
    if (email) await way.link('user-email', id, email);
    return email || undefined;
  } catch (error) {
    if (error instanceof Gone) return undefined;
    throw error;
  }
}
