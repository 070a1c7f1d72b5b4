// A call in Salesforce's words: Contact or Lead, Task, Opportunity. Queries (SOQL) see a record as soon as it was made, so
// that what may have been made is found before it is made again.
import { isSamePhone, nationalDigits } from '../../../core/phone.ts';
import { fill } from '../../../core/template.ts';
import { fieldsOf } from '../../fields.ts';
import { filledMapping } from '../../mapping.ts';
import type { DestinationTold, Item, Way } from '../../port.ts';
import { objectsIn, Stopped, textOf } from '../crm/stopped.ts';
import { type Client, type Crm, ownerOf, type TalkedCall, takeOwner } from '../crm/telling.ts';
import { type Ask, asking, DATA, Duplicate, query, quoted } from './asking.ts';

const NOTE = '{channel}: {source} / {medium} / {campaign} ({probability}), {term}';
const TITLE = 'Call from {caller}';
const CLOSES_IN_MS = 30 * 86_400_000;

type House = { ask: Ask; to: DestinationTold; way: Way };

export function salesforceCrm(to: DestinationTold, way: Way): Crm {
  const house: House = { ask: asking(to, way), to, way };
  const { ask } = house;
  return {
    settlesIn: 0,
    findClient: (phone) => findPerson(phone, house),
    makeClient: (phone, item) => makeLead(phone, item, house),
    async findCall(call) {
      const [task] = await query(ask, `SELECT Id FROM Task WHERE CallObject = ${quoted(call.id)} LIMIT 1`);
      return task ? textOf(task.Id) : null;
    },
    putCall: (call, item, about) => putTask(call, item, about, house),
    takesDeals: ({ what }) => what === 'Contact', // a lead becomes an opportunity when a person converts it
    async makeDeal(call, item, client) {
      const values = fieldsOf(item.told);
      const owner = await userId(ownerOf(call, to.settings), house);
      return make(ask, 'Opportunity', {
        ...{ Name: fill(to.settings.dealTitle || TITLE, values).slice(0, 120), ContactId: client.id },
        StageName: to.settings.dealStage || 'Prospecting',
        CloseDate: new Date(Date.parse(call.startedAt) + CLOSES_IN_MS).toISOString().slice(0, 10),
        Description: noteOf(call, item, house),
        ...(owner && { OwnerId: owner }),
        ...Object.fromEntries(filledMapping(to.settings.dealFields, values)),
      });
    },
    async findDeal(call, client) {
      const since = new Date(call.startedAt).toISOString();
      const made = await query(
        ask,
        `SELECT Id, Description FROM Opportunity WHERE CreatedDate >= ${since} AND ContactId = ${quoted(client.id)} LIMIT 200`,
      );
      const found = made.find(({ Description }) => textOf(Description).includes(call.id));
      return found ? textOf(found.Id) : null;
    },
    async correctDeal(dealId, item) {
      const fields = Object.fromEntries(filledMapping(to.settings.dealFields, fieldsOf(item.told)));
      if (Object.keys(fields).length > 0) await ask('PATCH', `${DATA}/sobjects/Opportunity/${dealId}`, fields);
    },
  };
}

async function make(ask: Ask, type: string, fields: object): Promise<string> {
  const id = textOf((await ask('POST', `${DATA}/sobjects/${type}`, fields)).id);
  if (!id) throw new Stopped({ kind: 'later', reason: 'not-understood' });
  return id;
}

const PEOPLE =
  'Contact(Id, Name, Phone, MobilePhone, HomePhone, OwnerId), Lead(Id, Name, Phone, MobilePhone, OwnerId WHERE IsConverted = false)';

/** A contact rather than a lead; of two the one that was there first. */
async function findPerson(phone: string, house: House): Promise<Client | null> {
  const { ask, to, way } = house;
  const sosl = `FIND {${nationalDigits(phone)}} IN PHONE FIELDS RETURNING ${PEOPLE} LIMIT 50`;
  const { searchRecords } = await ask('GET', `${DATA}/search/?q=${encodeURIComponent(sosl)}`);
  if (!Array.isArray(searchRecords)) throw new Stopped({ kind: 'later', reason: 'not-understood' });
  const searched = objectsIn(searchRecords).filter((one) =>
    [one.Phone, one.MobilePhone, one.HomePhone].some((written) => isSamePhone(textOf(written), phone)),
  );
  // The search knows new records only after a while; a query sees them at once, as we write them.
  const found = searched.length > 0 ? searched : await madeByUs(phone, ask);
  const typeOf = (one: Record<string, unknown>) => textOf((one.attributes as { type?: unknown } | undefined)?.type);
  const first = found.sort(
    (one, other) => typeOf(one).localeCompare(typeOf(other)) || textOf(one.Id).localeCompare(textOf(other.Id)),
  )[0];
  if (!first) return null;
  const owner = textOf(first.OwnerId);
  if (owner) await takeOwner(phone, textOf(first.Name), await userEmail(owner, house), to, way);
  return { id: textOf(first.Id), what: typeOf(first) };
}

async function madeByUs(phone: string, ask: Ask): Promise<Record<string, unknown>[]> {
  const by = `Phone = ${quoted(phone)} OR MobilePhone = ${quoted(phone)}`;
  const contacts = await query(ask, `SELECT Id, Name, OwnerId FROM Contact WHERE ${by} ORDER BY CreatedDate LIMIT 1`);
  if (contacts.length > 0) return contacts;
  return query(
    ask,
    `SELECT Id, Name, OwnerId FROM Lead WHERE IsConverted = false AND (${by}) ORDER BY CreatedDate LIMIT 1`,
  );
}

async function makeLead(phone: string, { told }: Item, house: House): Promise<Client> {
  const { ask, to, way } = house;
  const values = fieldsOf(told);
  const owner = told.call && (await userId(ownerOf(told.call, to.settings), house));
  try {
    const id = await make(ask, 'Lead', {
      ...{
        LastName: (values.contact || phone).slice(0, 80),
        Company: to.settings.companyName || '[not provided]',
        Phone: phone,
      },
      ...(owner && { OwnerId: owner }),
      ...leadFields(to, values),
    });
    if (told.call) await way.link('lead-of', told.call.id, id);
    return { id, what: 'Lead' };
  } catch (error) {
    if (!(error instanceof Duplicate) || !error.record?.id) throw error;
    return { id: error.record.id, what: error.record.type };
  }
}

const LEAD_FIELDS = '{"LeadSource": "{source}"}';
const leadFields = ({ settings }: DestinationTold, values: Readonly<Record<string, string>>) =>
  Object.fromEntries(filledMapping(settings.leadFields || LEAD_FIELDS, values));

async function putTask(
  call: TalkedCall,
  item: Item,
  { client, dealId, known }: { client: Client; dealId?: string; known?: string },
  house: House,
): Promise<string> {
  const { ask, to, way } = house;
  const fields = await taskFields(call, item, house);
  if (known) {
    await ask('PATCH', `${DATA}/sobjects/Task/${known}`, fields);
    const isOurLead = client.what === 'Lead' && (await way.linked('lead-of', call.id)) === client.id;
    const corrected = leadFields(to, fieldsOf(item.told));
    if (isOurLead && item.told.event.type === 'call.attributed' && Object.keys(corrected).length > 0)
      await ask('PATCH', `${DATA}/sobjects/Lead/${client.id}`, corrected);
    return known;
  }
  return make(ask, 'Task', { ...fields, WhoId: client.id, ...(dealId && { WhatId: dealId }), CallObject: call.id });
}

async function taskFields(call: TalkedCall, item: Item, house: House): Promise<Record<string, unknown>> {
  const { to } = house;
  const { site } = item.told;
  const values = fieldsOf(item.told);
  const owner = await userId(ownerOf(call, to.settings), house);
  return {
    Subject: fill(to.settings.dealTitle || TITLE, values).slice(0, 255),
    ...{ TaskSubtype: 'Call', Status: 'Completed', CallType: call.direction === 'in' ? 'Inbound' : 'Outbound' },
    ActivityDate: new Intl.DateTimeFormat('en-CA', { timeZone: site.timeZone }).format(new Date(call.startedAt)),
    CallDurationInSeconds: Math.round(call.talkSeconds ?? 0),
    CallDisposition: call.answeredAt ? 'Answered' : call.missedReason === 'busy' ? 'Busy' : 'No answer',
    Description: noteOf(call, item, house),
    ...(owner && { OwnerId: owner }),
    ...Object.fromEntries(filledMapping(to.settings.taskFields, values)),
  };
}

/** The address of the call's card has our id of the call in it, by which it is found again. */
function noteOf(call: TalkedCall, { told }: Item, { to, way }: House): string {
  const note = fill(to.settings.note || NOTE, fieldsOf(told)).trim();
  const talk = call.recording.state === 'ready' ? [way.recordingUrl(call.id, 365)] : [];
  return [note, way.cardUrl(call.id), ...talk].filter(Boolean).join('\n');
}

/** Of an active user with this e-mail; undefined: there is none. */
async function userId(email: string | undefined, { ask, way }: House): Promise<string | undefined> {
  if (!email) return undefined;
  const known = await way.linked('user', email);
  if (known) return known;
  const [user] = await query(ask, `SELECT Id FROM User WHERE Email = ${quoted(email)} AND IsActive = true LIMIT 1`);
  if (user) await way.link('user', email, textOf(user.Id));
  return user && textOf(user.Id);
}

async function userEmail(id: string, { ask, way }: House): Promise<string | undefined> {
  const known = await way.linked('user-email', id);
  if (known) return known;
  const [user] = await query(ask, `SELECT Email FROM User WHERE Id = ${quoted(id)}`); // of a queue there is none
  const email = user && textOf(user.Email);
  if (email) await way.link('user-email', id, email);
  return email || undefined;
}
