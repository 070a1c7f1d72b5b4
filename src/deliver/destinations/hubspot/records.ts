// A call in HubSpot's words: contact, call engagement, deal. https://developers.hubspot.com/docs/api/crm/calls
import { isSamePhone, nationalDigits } from '../../../core/phone.ts';
import { fill } from '../../../core/template.ts';
import { fieldsOf } from '../../fields.ts';
import { filledMapping } from '../../mapping.ts';
import type { DestinationTold, Item, Way } from '../../port.ts';
import { Gone, inHtml, isObject, objectsIn, Stopped, textOf } from '../crm/stopped.ts';
import { type Crm, ownerOf, type TalkedCall, takeOwner } from '../crm/telling.ts';
import { type Ask, asking, OBJECTS } from './asking.ts';
import { ensureProperties, type Kind, sourceProperties, UNIQUE } from './schema.ts';

/** Everything is upserted by a unique property, so that a repeated request makes nothing twice. */
export function hubspotCrm(to: DestinationTold, way: Way): Crm {
  const ask = asking(to, way);
  const put = (kind: Kind, id: string, properties: Record<string, string>) => upsert(kind, id, properties, ask, way);
  return {
    settlesIn: 0,
    findClient: (phone) => findContact(phone, { ask, to, way }),
    async makeClient(phone, item) {
      const values = fieldsOf(item.told);
      const owner = item.told.call && (await ownerId(ownerOf(item.told.call, to.settings), ask, way));
      return {
        id: await put('contacts', phone, {
          ...{ phone, ...sourceProperties(values), ...(owner && { hubspot_owner_id: owner }) },
          ...Object.fromEntries(filledMapping(to.settings.contactFields, values)),
        }),
      };
    },
    findCall: async () => null,
    async putCall(call, item, { client, dealId, known }) {
      const id = await put('calls', call.id, await callProperties(call, item, { ask, to, way }));
      if (known === id) return id;
      await associate(ask, { kind: 'calls', id }, { kind: 'contacts', id: client.id });
      if (dealId) await associate(ask, { kind: 'calls', id }, { kind: 'deals', id: dealId });
      return id;
    },
    findDeal: async () => null,
    async makeDeal(call, item, client) {
      const id = await put('deals', call.id, await dealProperties(call, item, { ask, to, way }));
      await associate(ask, { kind: 'deals', id }, { kind: 'contacts', id: client.id });
      return id;
    },
    async correctDeal(id, item) {
      const properties = sourceProperties(fieldsOf(item.told));
      await ask('PATCH', `${OBJECTS}/deals/${id}`, { properties });
    },
  };
}

type With = { ask: Ask; to: DestinationTold; way: Way };
/** The most that a search may have side by side. */
const PHONE_PROPERTIES = ['phone', 'mobilephone', UNIQUE.contacts];

async function findContact(phone: string, { ask, to, way }: With) {
  await ensureProperties('contacts', ask, way);
  const national = nationalDigits(phone);
  const equals = (propertyName: string, value: string) => ({ filters: [{ propertyName, operator: 'EQ', value }] });
  const { results } = await ask('POST', `${OBJECTS}/contacts/search`, {
    filterGroups: [
      ...PHONE_PROPERTIES.map((name) => equals(name, phone)),
      equals('hs_searchable_calculated_phone_number', national),
      equals('hs_searchable_calculated_mobile_number', national),
    ],
    sorts: [{ propertyName: 'createdate', direction: 'ASCENDING' }],
    properties: [...PHONE_PROPERTIES, 'firstname', 'lastname', 'hubspot_owner_id'],
    limit: 20,
  });
  if (!Array.isArray(results)) throw new Stopped({ kind: 'later', reason: 'not-understood' });
  // National digits are the same in several countries.
  const found = objectsIn(results).find(({ properties }) =>
    PHONE_PROPERTIES.some((name) => isObject(properties) && isSamePhone(textOf(properties[name]), phone)),
  );
  if (!found || !isObject(found.properties)) return null;
  const { firstname, lastname, hubspot_owner_id } = found.properties;
  const name = [textOf(firstname), textOf(lastname)].filter(Boolean).join(' ');
  if (textOf(hubspot_owner_id))
    await takeOwner(phone, name, await ownerEmail(textOf(hubspot_owner_id), ask, way), to, way);
  return { id: textOf(found.id) };
}

async function upsert(kind: Kind, id: string, properties: Record<string, string>, ask: Ask, way: Way): Promise<string> {
  await ensureProperties(kind, ask, way);
  const inputs = [{ idProperty: UNIQUE[kind], id, properties: { ...properties, [UNIQUE[kind]]: id } }];
  const { results, errors } = await ask('POST', `${OBJECTS}/${kind}/batch/upsert`, { inputs }).catch((error) =>
    madeAnew(error, kind, way),
  );
  const farId = textOf(objectsIn(results)[0]?.id);
  if (farId) return farId;
  const [error] = objectsIn(errors); // 207: the batch was read, this one was not taken
  throw new Stopped({ kind: 'refused', reason: `not-taken: ${textOf(error?.message) || 'no result'}` });
}

/** Somebody has deleted a property of ours: it is looked for, and made, at the next try. */
async function madeAnew(error: unknown, kind: Kind, way: Way): Promise<never> {
  if (!(error instanceof Stopped) || !/^field-unknown: .*\bdialtrace_/.test(error.message)) throw error;
  await way.link('schema', kind, '');
  throw new Stopped({ kind: 'later', reason: error.message });
}

const associate = (ask: Ask, from: { kind: Kind; id: string }, other: { kind: Kind; id: string }) =>
  ask('PUT', `/crm/v4/objects/${from.kind}/${from.id}/associations/default/${other.kind}/${other.id}`);

/** Standard outcomes, the same in every portal. */
const CONNECTED = 'f240bbac-87c9-4f6e-bf70-924b57d47db7';
const NO_ANSWER = '73a0d17f-1163-4015-bdd5-ec830791da20';
const BUSY = '9d9162e7-6cf3-4944-bf63-4dff82258764';

async function callProperties(call: TalkedCall, item: Item, { ask, to, way }: With): Promise<Record<string, string>> {
  const { settings } = to;
  const values = fieldsOf(item.told);
  const [from, other] = call.direction === 'in' ? [call.caller, call.number] : [call.number, call.caller];
  const owner = await ownerId(ownerOf(call, settings), ask, way);
  const note = inHtml(fill(settings.note || NOTE, values).trim());
  return {
    hs_timestamp: `${Date.parse(call.startedAt)}`,
    hs_call_title: fill(settings.dealTitle || TITLE, values),
    hs_call_body: [note, way.cardUrl(call.id)].filter(Boolean).join('<br>'),
    hs_call_direction: call.direction === 'in' ? 'INBOUND' : 'OUTBOUND',
    hs_call_duration: `${Math.round((call.talkSeconds ?? 0) * 1000)}`,
    ...{ hs_call_from_number: from, hs_call_to_number: other, ...standing(call) },
    ...(call.recording.state === 'ready' && { hs_call_recording_url: way.recordingUrl(call.id, RECORDING_DAYS) }),
    ...(owner && { hubspot_owner_id: owner }),
    ...sourceProperties(values),
    ...Object.fromEntries(filledMapping(settings.callFields, values)),
  };
}

const NOTE = '{channel}: {source} / {medium} / {campaign} ({probability}), {term}';
const TITLE = 'Call from {caller}';
const RECORDING_DAYS = 365;

function standing({ answeredAt, missedReason }: TalkedCall) {
  if (answeredAt) return { hs_call_status: 'COMPLETED', hs_call_disposition: CONNECTED };
  if (missedReason === 'busy') return { hs_call_status: 'BUSY', hs_call_disposition: BUSY };
  return { hs_call_status: 'NO_ANSWER', hs_call_disposition: NO_ANSWER };
}

async function dealProperties(call: TalkedCall, item: Item, { ask, to, way }: With): Promise<Record<string, string>> {
  const { settings } = to;
  const values = fieldsOf(item.told);
  const owner = await ownerId(ownerOf(call, settings), ask, way);
  return {
    dealname: fill(settings.dealTitle || TITLE, values),
    pipeline: settings.pipeline || 'default',
    dealstage: settings.dealStage || 'appointmentscheduled',
    ...(owner && { hubspot_owner_id: owner }),
    ...sourceProperties(values),
    ...Object.fromEntries(filledMapping(settings.dealFields, values)),
  };
}

/** What HubSpot calls a user of this e-mail; undefined: it has none. */
async function ownerId(email: string | undefined, ask: Ask, way: Way): Promise<string | undefined> {
  if (!email) return undefined;
  const known = await way.linked('owner', email);
  if (known) return known;
  const { results } = await ask('GET', `/crm/v3/owners?email=${encodeURIComponent(email)}&limit=1`);
  const id = textOf(objectsIn(results)[0]?.id);
  if (id) await way.link('owner', email, id);
  return id || undefined;
}

async function ownerEmail(id: string, ask: Ask, way: Way): Promise<string | undefined> {
  const known = await way.linked('owner-email', id);
  if (known) return known;
  try {
    const email = textOf((await ask('GET', `/crm/v3/owners/${id}`)).email);
    if (email) await way.link('owner-email', id, email);
    return email || undefined;
  } catch (error) {
    if (error instanceof Gone) return undefined; // left the company
    throw error;
  }
}
