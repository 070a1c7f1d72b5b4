// A call in the client's history at amoCRM: a note of a call, put right as more is known of it; or one among the unsorted.
// https://www.amocrm.ru/developers/content/crm_platform/events-and-notes, …/unsorted-api
import type { Item, Outcome } from '../../port.ts';
import type { Told } from '../../told.ts';
import { sourceWords } from '../crm/source-fields.ts';
import { isObject, textOf } from '../crm/stopped.ts';
import { embedded, type Far, Refused } from './account.ts';
import { clientOf, LOST, WON } from './clients.ts';
import { fieldValues, leadName } from './fields.ts';
import { employeeId, takeManager } from './people.ts';

type Call = NonNullable<Told['call']>;
export type OneCall = { item: Item; call: Call; phone: string; far: Far };
const SERVICE = 'Dialtrace';

/** The call came in: the client's card is there. */
export async function offered({ item, phone, far }: OneCall): Promise<Outcome> {
  const client = await clientOf(item, phone, far);
  if (!client) return { kind: 'skipped', reason: 'stranger' };
  return { kind: 'done', farId: `${client.lead ?? client.contact}` };
}

/** The call is over: it is in the client's history; a stranger's waits among the unsorted where the owner wants that. */
export async function finished(one: OneCall): Promise<Outcome> {
  const { item, phone, call, far } = one;
  if (await far.way.linked('note', call.id)) return correctNote(one);
  if (await far.way.linked('unsorted', call.id)) return { kind: 'skipped', reason: 'unsorted-before' };
  const client = await clientOf(item, phone, far);
  // For the next call's route: while the phone rings nothing is asked that the card can do without.
  if (client && far.to.settings.managers === 'yes') await takeManager(phone, client.contact, far);
  if (client) await handOver(call, far);
  if (client) return addNote(one, client.lead ? `leads/${client.lead}` : `contacts/${client.contact}`);
  if (far.to.settings.makes === 'unsorted') return addUnsorted(one);
  return { kind: 'skipped', reason: 'stranger' };
}

/** The talk can be heard: its address is written into the note. */
export async function recorded(one: OneCall): Promise<Outcome> {
  if (await one.far.way.linked('note', one.call.id)) return correctNote(one);
  return { kind: 'skipped', reason: 'nothing-made' };
}

/** The lead that was made of the call is theirs who took it. */
async function handOver(call: Call, far: Far): Promise<void> {
  const made = await far.way.linked('made', call.id);
  const user = made ? await employeeId(call.answeredBy, far) : undefined;
  if (user) await patchLead(Number(made), { responsible_user_id: user }, far);
}

async function addNote(one: OneCall, card: string): Promise<Outcome> {
  const { item, call, far } = one;
  const note = await noteOf(one);
  const known = item.memo.note ? await writtenNote(card, note.note_type, call.id, far) : undefined;
  if (!known) await far.way.note(item, { note: 'begun' });
  const [made] = known ? [known] : embedded(await far.account.send('POST', `/api/v4/${card}/notes`, [note]), 'notes');
  const farId = `${card}/notes/${textOf(made?.id)}`;
  await far.way.link('note', call.id, farId);
  return { kind: 'done', farId };
}

/** By our id of the call, which amoCRM keeps but does not tell apart by. */
async function writtenNote(card: string, type: string, callId: string, { account }: Far) {
  const answer = await account.get(`/api/v4/${card}/notes?filter[note_type]=${type}&order[id]=desc&limit=50`);
  return embedded(answer, 'notes').find(({ params }) => isObject(params) && params.uniq === callId);
}

async function correctNote(one: OneCall): Promise<Outcome> {
  const { call, far } = one;
  const place = (await far.way.linked('note', call.id)) ?? '';
  try {
    await far.account.send('PATCH', `/api/v4/${place}`, await noteOf(one));
    return { kind: 'done', farId: place };
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return { kind: 'skipped', reason: 'gone-there' };
    throw error;
  }
}

async function noteOf({ item, call, phone, far }: OneCall) {
  const employee = (await employeeId(call.answeredBy, far)) ?? call.answeredBy;
  return {
    note_type: call.direction === 'out' ? 'call_out' : 'call_in',
    params: {
      ...{
        uniq: item.trial ? `test-${item.id}` : call.id,
        duration: Math.round(call.answeredAt ? (call.talkSeconds ?? 0) : 0),
        source: SERVICE,
        phone,
      },
      ...(isRecorded(call) ? { link: far.way.recordingUrl(call.id, LINK_DAYS) } : {}),
      ...{ call_status: statusOf(call), call_result: sourceWords(item.told) },
      ...(employee ? { call_responsible: employee } : {}),
    },
  };
}

const LINK_DAYS = 365;
const isRecorded = ({ recording }: Call) => recording.state === 'ready';
/** 4: they have talked; 6: nobody was reached; 7: busy */
const statusOf = ({ answeredAt, missedReason }: Call) => (answeredAt ? 4 : missedReason === 'busy' ? 7 : 6);

async function addUnsorted(one: OneCall): Promise<Outcome> {
  const { item, call, phone, far } = one;
  const { pipeline } = far.to.settings;
  const at = Math.floor(Date.parse(call.startedAt) / 1000);
  const fields = await fieldValues(item, far);
  const person = { name: phone, custom_fields_values: [{ field_code: 'PHONE', values: [{ value: phone }] }] };
  const entry = {
    ...{ source_name: SERVICE, source_uid: call.id, created_at: at, request_id: call.id },
    ...(pipeline ? { pipeline_id: Number(pipeline) } : {}),
    metadata: {
      ...{ from: phone, phone: call.number, called_at: at, duration: Math.round(call.talkSeconds ?? 0) },
      ...{ link: far.way.recordingUrl(call.id, LINK_DAYS), service_code: 'dialtrace', uniq: call.id },
      is_call_event_needed: true,
    },
    _embedded: {
      leads: [{ name: leadName(item, far), ...(fields.length > 0 ? { custom_fields_values: fields } : {}) }],
      contacts: [person],
    },
  };
  await far.way.note(item, { unsorted: 'begun' });
  try {
    const made = await far.account.send('POST', '/api/v4/leads/unsorted/sip', [entry]);
    const uid = textOf(embedded(made, 'unsorted')[0]?.uid);
    await far.way.link('unsorted', call.id, uid || call.id);
    return { kind: 'done', farId: uid };
  } catch (error) {
    // The same twice is refused there: an earlier try of ours had arrived.
    if (!item.memo.unsorted || !(error instanceof Refused) || error.status !== 400) throw error;
    await far.way.link('unsorted', call.id, call.id);
    return { kind: 'done' };
  }
}

/** The call is judged anew: the lead that was made of it gets its source. */
export async function attributed({ item, call, far }: OneCall): Promise<Outcome> {
  const lead = await far.way.linked('made', call.id);
  if (!lead) return { kind: 'skipped', reason: 'nothing-made' };
  const fields = await fieldValues(item, far, { again: true });
  if (fields.length === 0) return { kind: 'skipped', reason: 'nothing-to-tell' };
  return patchLead(Number(lead), { custom_fields_values: fields }, far);
}

/** The call turned out to be spam: the lead that was made of it is closed, if nobody has closed it. */
export async function qualified({ call, far }: OneCall): Promise<Outcome> {
  if (!call.spam) return { kind: 'skipped', reason: 'nothing-to-tell' };
  const lead = await far.way.linked('made', call.id);
  if (!lead) return { kind: 'skipped', reason: 'nothing-made' };
  const now = await far.account.get(`/api/v4/leads/${lead}`).catch((error) => {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  });
  if (!now) return { kind: 'skipped', reason: 'gone-there' };
  if (now.status_id === WON || now.status_id === LOST) return { kind: 'skipped', reason: 'closed-there' };
  return patchLead(Number(lead), { status_id: LOST }, far);
}

async function patchLead(id: number, change: object, { account }: Far): Promise<Outcome> {
  try {
    await account.send('PATCH', `/api/v4/leads/${id}`, change);
    return { kind: 'done', farId: `${id}` };
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return { kind: 'skipped', reason: 'gone-there' };
    throw error;
  }
}
