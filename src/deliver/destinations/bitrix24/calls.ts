// A call at Bitrix24's telephony: registered, its card shown to whoever's phone rings, finished, its record attached.
// https://apidocs.bitrix24.com/api-reference/telephony/
import type { Item, Outcome } from '../../port.ts';
import type { Told } from '../../told.ts';
import { Stopped } from '../crm/stopped.ts';
import { PortalError } from './answers.ts';
import { type Card, clientOf, type Far } from './clients.ts';
import { handOver } from './correcting.ts';
import { tellEnd, tellRecording } from './history.ts';
import { employeeId, someone, takeManager } from './people.ts';

type Call = NonNullable<Told['call']>;
export type OneCall = { item: Item; call: Call; phone: string; far: Far };
const DONE: Outcome = { kind: 'done' };

/** The call came in: the client's card is there, and the call is known. */
export async function offered(one: OneCall): Promise<Outcome> {
  const farId = await callId(one);
  return farId ? { kind: 'done', farId } : DONE;
}

/** An agent's phone rings: the card opens before their employee. */
export async function ringing(one: OneCall): Promise<Outcome> {
  const { item, call, far } = one;
  if (!far.portal.isApplication) return { kind: 'skipped', reason: 'application-needed' };
  if (call.endedAt) return { kind: 'skipped', reason: 'call-over' };
  const farId = await callId(one);
  const employee = (await employeeId(item.told.event.about.agentId, far)) ?? Number(far.to.settings.employee);
  if (!farId || !employee) return { kind: 'skipped', reason: 'no-employee' };
  return show(one, farId, employee);
}

async function show({ call, far }: OneCall, farId: string, employee: number): Promise<Outcome> {
  const shown = await shownTo(call.id, far);
  const isKnown = await far.portal.ask<boolean>('telephony.externalCall.show', { CALL_ID: farId, USER_ID: employee });
  if (!isKnown) return { kind: 'skipped', reason: 'call-over' };
  await far.way.link('shown', call.id, [...new Set([...shown, employee])].join(' '));
  return { kind: 'done', farId };
}

const shownTo = async (call: string, { way }: Far): Promise<number[]> =>
  ((await way.linked('shown', call)) ?? '').split(' ').filter(Boolean).map(Number);

/** Somebody took the call: the card stays with them and goes from the others. */
export async function answered(one: OneCall): Promise<Outcome> {
  const { item, call, far } = one;
  if (!far.portal.isApplication) return { kind: 'skipped', reason: 'application-needed' };
  const employee = await employeeId(item.told.event.about.agentId, far);
  if (employee) await far.way.link('answered', call.id, `${employee}`);
  const farId = await callId(one);
  if (!farId || call.endedAt) return { kind: 'skipped', reason: 'call-over' };
  const shown = await shownTo(call.id, far);
  const others = shown.filter((id) => id !== employee);
  if (others.length > 0 && employee)
    await far.portal.ask('telephony.externalCall.hide', { CALL_ID: farId, USER_ID: others });
  return employee && !shown.includes(employee) ? show(one, farId, employee) : { kind: 'done', farId };
}

const STATUS: Readonly<Record<string, string>> = {
  ...{ 'caller-hung-up': '304', 'no-answer': '304', busy: '486', unavailable: '480', rejected: '603' },
};

/** The call is over: it goes into the statistics and the client's history. */
export async function finished(one: OneCall): Promise<Outcome> {
  const outcome = await tellOver(one);
  // For the next call's route: while the phone rings nothing is asked that the card can do without.
  if (one.far.to.settings.managers === 'yes' && outcome.kind === 'done') await takeManager(one.phone, one.far);
  return outcome;
}

async function tellOver(one: OneCall): Promise<Outcome> {
  const { call, far } = one;
  if (!far.portal.isApplication) return inHistory(one, tellEnd);
  const farId = await callId(one);
  if (!farId) return DONE;
  if (await far.way.linked('finished', call.id)) return { kind: 'skipped', reason: 'end-told-before' };
  const took = Number(await far.way.linked('answered', call.id)) || (await byName(call, far));
  const status =
    call.status === 'missed' ? STATUS[call.missedReason ?? 'no-answer'] : call.answeredAt ? '200' : 'OTHER';
  const params = {
    ...{ CALL_ID: farId, USER_ID: took || (await someone(far)) },
    ...{ DURATION: call.answeredAt ? Math.round(call.talkSeconds ?? 0) : 0, STATUS_CODE: status },
  };
  const activity = await finish(params, far);
  if (took) await handOver(one.item, took, far);
  await far.way.link('finished', call.id, farId);
  return { kind: 'done', farId: activity ? `${activity}` : farId };
}

async function inHistory(one: OneCall, tell: typeof tellEnd): Promise<Outcome> {
  const card = await clientOf(one.item, one.phone, one.far);
  const took = tell === tellEnd && card ? await byName(one.call, one.far) : undefined;
  if (took) await handOver(one.item, took, one.far);
  return card ? tell(one, card) : { kind: 'skipped', reason: 'no-card' };
}

async function byName(call: Call, far: Far): Promise<number | undefined> {
  const named = (await far.way.agents()).filter(({ name }) => name === call.answeredBy);
  return named.length === 1 ? employeeId(named[0]?.id, far) : undefined;
}

type CallRecord = { CRM_ACTIVITY_ID?: number | string };

/** The activity; a call that is known no more was finished by an earlier try, if the statistics have it. */
async function finish(params: { CALL_ID: string }, { portal }: Far): Promise<number | string | undefined> {
  try {
    return (await portal.ask<CallRecord>('telephony.externalCall.finish', params)).CRM_ACTIVITY_ID;
  } catch (error) {
    if (!(error instanceof PortalError) || !/^Call is not found/i.test(error.words)) throw error;
    const FILTER = { CALL_ID: params.CALL_ID };
    const [record] = await portal.ask<CallRecord[]>('voximplant.statistic.get', { FILTER }, { asksOnly: true });
    if (!record) throw error;
    return record.CRM_ACTIVITY_ID;
  }
}

const TAKEN = ['wav', 'mp3'];

/** The talk can be heard: as a file where Bitrix24 takes such a one, else by an address in the client's history. */
export async function recorded(one: OneCall): Promise<Outcome> {
  const { call, far } = one;
  const farId = await far.way.linked('finished', call.id);
  if (!farId && far.portal.isApplication) return { kind: 'skipped', reason: 'end-not-told' };
  const talk = await far.way.recording(call.id);
  if (!talk) return { kind: 'skipped', reason: 'no-recording' };
  if (!farId || !TAKEN.includes(talk.extension)) return inHistory(one, tellRecording);
  const content = Buffer.from(talk.bytes).toString('base64');
  const params = { CALL_ID: farId, FILENAME: `${call.id}.${talk.extension}`, FILE_CONTENT: content };
  const { FILE_ID } = await far.portal.ask<{ FILE_ID: number }>('telephony.externalCall.attachRecord', params);
  return { kind: 'done', farId: `${FILE_ID}` };
}

/** The call's id at Bitrix24; registered if it is not yet. Undefined: by a webhook telephony can't be had. */
async function callId(one: OneCall): Promise<string | undefined> {
  const { call, phone, item, far } = one;
  const known = await far.way.linked('call', call.id);
  if (known) return known;
  const card = await clientOf(item, phone, far);
  if (!far.portal.isApplication) return undefined;
  // With the same person in it a repeated registration is known for one: docs of register, EXTERNAL_CALL_ID.
  const person = item.memo.registrar ?? `${await someone(far)}`;
  await far.way.note(item, { registrar: person });
  const { CALL_ID } = await far.portal.ask<{ CALL_ID?: string }>(
    'telephony.externalCall.register',
    registration(one, Number(person), card),
  );
  if (!CALL_ID) throw new Stopped({ kind: 'later', reason: 'not-understood' });
  await far.way.link('call', call.id, CALL_ID);
  return CALL_ID;
}

const registration = ({ item, call, phone }: OneCall, person: number, card: Card | undefined) => ({
  ...{ USER_ID: person, PHONE_NUMBER: phone, TYPE: call.direction === 'out' ? 1 : 2, SHOW: 0, CRM_CREATE: 0 },
  ...{ CALL_START_DATE: withOffset(call.startedAt), LINE_NUMBER: call.number.replace('+', '') },
  EXTERNAL_CALL_ID: item.trial ? `test-${item.id}` : call.id,
  ...(card ? { CRM_ENTITY_TYPE: card.type, CRM_ENTITY_ID: card.id } : {}),
});

/** ISO 8601 with an offset and without fractions, as the docs have it. */
export const withOffset = (iso: string) => iso.replace(/(\.\d+)?Z$/, '+00:00');
