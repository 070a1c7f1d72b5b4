// Mango Office: tells of every step of a call, and takes the command where a caller in its voice menu goes; call-backs,
// recordings and statistics by its API.
// Source: Mango Office VPBX API 1.9/1.10 (2017-12). Later versions exist, and nothing was tried on a live account; what
// is only general knowledge stands in docs/operators.ru.md.
import { randomUUID } from 'node:crypto';
import type { CallFact } from '../../core/call.ts';
import { dialChain, isSentAway } from './dial-chain.ts';
import { agentOf, dialledAs, EMPLOYEES, planOfCall } from './employees.ts';
import { formOf, jsonOf, wordOf } from './hook-body.ts';
import { ADDRESSES, badRequest, clean, isSameSecret } from './hook-fields.ts';
import {
  commandMango,
  fetchMangoRecording,
  listMangoNumbers,
  mangoLeg,
  mangoSign,
  pastMangoCalls,
  placeMangoCall,
} from './mango-api.ts';
import { mangoEnd } from './mango-reasons.ts';
import { unixTime } from './operator-time.ts';
import type { HookAnswer, HookRequest, House, Operator, OperatorConnection, Refused } from './port.ts';
import { answeredFacts, CLIENT, factOf, factsOfToldCall, recordingFact } from './told-call.ts';

export const MANGO: Operator = {
  kind: 'mango',
  capabilities: {
    asking: 'push',
    deadlineSeconds: 3, // as long as the greeting that the owner puts before (docs/operators.ru.md)
    steps: ['dial', 'hangup'],
    inTurn: false,
    together: 1, // one command names one number; a group there rings by its own rules
    whisper: false,
    acceptKey: false,
    passesCaller: true,
    phones: ['number', 'sip'],
    live: true,
    recordings: 'mono', // mp3; how its sides lie is not documented
    placesCalls: true,
    listsNumbers: true,
    proof: 'signature',
  },
  fields: [
    { name: 'apiKey', secret: true, required: true, example: '8a1b2c3d4e5f60718293a4b5c6d7e8f9' },
    { name: 'salt', secret: true, required: true, example: '0f1e2d3c4b5a69788796a5b4c3d2e1f0' },
    EMPLOYEES,
    ADDRESSES,
  ],
  hooks: [{ name: 'Адрес внешней системы', path: '' }],
  receive,
  place: placeMangoCall,
  fetchRecording: fetchMangoRecording,
  listNumbers: listMangoNumbers,
  reconcile: pastMangoCalls,
};

const OK: HookAnswer = { status: 200, type: 'text/plain; charset=utf-8', body: 'ok' };

async function receive(
  request: HookRequest,
  connection: OperatorConnection,
  house: House,
): Promise<HookAnswer | Refused> {
  if (request.path === 'ping') return OK;
  const form = formOf(request);
  const json = form.get('json');
  if (json === null) return badRequest('no field json');
  const sign = form.get('sign');
  if (!sign) return { refused: 'no-signature', detail: 'no field sign' };
  // Over the JSON as it came; the key is signed too, so it need not be compared.
  if (!connection.settings.salt || !isSameSecret(sign, mangoSign(json, connection.settings)))
    return { refused: 'bad-signature', detail: 'are the key and the salt right?' };
  const body = jsonOf({ body: Buffer.from(json) });
  if (!body) return badRequest('the field json is no JSON');
  return hear({ path: request.path, at: request.at, body: read(body), connection, house });
}

type Read = (name: string) => string;
type Heard = { path: string; at: Date; body: Read; connection: OperatorConnection; house: House };

// 'from.number' is the field `number` of the object `from`.
function read(body: Readonly<Record<string, unknown>>): Read {
  return (name) => {
    const [outer = '', inner] = name.split('.');
    const value = Object.hasOwn(body, outer) ? body[outer] : undefined;
    if (inner === undefined) return clean(wordOf(value));
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, inner)) return '';
    return clean(wordOf((value as Readonly<Record<string, unknown>>)[inner]));
  };
}

async function hear(heard: Heard): Promise<HookAnswer | Refused> {
  const { path, body, house } = heard;
  if (path.startsWith('events/') && !body('entry_id')) return badRequest('no entry_id');
  switch (path) {
    case 'events/call':
      await hearCall(heard);
      return OK;
    case 'events/summary':
      await house.tell(await summaryFacts(heard));
      return OK;
    case 'events/recording':
      await house.tell(recordingFacts(heard));
      return OK;
    default:
      // Results of commands, keys, messages: said, since nothing else tells that a command has failed.
      if (path.startsWith('result/') && body('result') !== '1000')
        house.log(`Mango Office: ${path.slice(7)} ended with code ${body('result')}`);
      return OK;
  }
}

async function hearCall(heard: Heard): Promise<void> {
  const { body, house } = heard;
  const at = unixTime(body('timestamp')) ?? heard.at;
  if (body('command_id')) return house.tell(placedFacts(heard, at));
  const did = body('to.line_number');
  if (!did || body('from.extension')) return; // a call out, or inside
  const [id, caller] = [body('entry_id'), body('from.number')];
  // The greeting is short: the call is offered, which stores it too, and sent on before anything else.
  if (body('call_state') === 'Appeared' && body('location') === 'ivr') return push(heard, { id, did, caller });
  await house.tell([factOf(id, at, { kind: 'offered', did, callerRaw: caller })]);
  if (body('location') === 'abonent') await house.tell(await legFacts(heard, { id, at }));
}

type Call = { id: string; did: string; caller: string };

// A caller in the voice menu is sent on by a command. Should it fail, the scheme at Mango goes on by itself.
async function push({ at, body, connection, house }: Heard, { id, did, caller }: Call): Promise<void> {
  const { settings } = connection;
  const chain = dialChain(await house.offer({ providerCallId: id, did, callerRaw: caller, at }));
  const [first] = chain.rings.flatMap(({ targets }) => targets);
  const to = first && (dialledAs(first, settings) ?? (first.phone.kind === 'sip' ? first.phone.uri : null));
  const command = { command_id: randomUUID(), call_id: body('call_id') };
  try {
    if (to) await commandMango('route', { ...command, to_number: to }, settings);
    else if (isSentAway(chain)) await commandMango('call/hangup', command, settings);
  } catch (error) {
    house.log('Mango Office did not take where the call goes: its own scheme has it', error);
  }
}

async function legFacts(heard: Heard, { id, at }: { id: string; at: Date }): Promise<CallFact[]> {
  const { body, house, connection } = heard;
  const leg = mangoLeg(body('to.extension'), body('to.number'));
  if (!leg) return [];
  const told = [body('to.extension'), body('to.number')];
  const targetId = agentOf(await planOfCall(house, id), told, connection.settings);
  switch (body('call_state')) {
    case 'Appeared':
      return [factOf(id, at, { kind: 'leg-started', ...leg, targetId })];
    case 'Connected':
      return answeredFacts(id, at, { ...leg, targetId });
    case 'Disconnected': {
      const { cause } = mangoEnd(Number(body('disconnect_reason')), false);
      const started = factOf(id, at, { kind: 'leg-started', ...leg, targetId }, 'disconnected');
      return [started, factOf(id, at, { kind: 'leg-ended', ...leg, cause })];
    }
    default:
      return [];
  }
}

// A call of ours is known by the command that placed it. It rings the agent's extension, then the client.
function placedFacts({ body }: Heard, at: Date): CallFact[] {
  const id = body('command_id');
  const client = body('to.extension') === '';
  const leg = client ? CLIENT : body('to.extension');
  switch (body('call_state')) {
    case 'Appeared':
      return [factOf(id, at, { kind: 'leg-started', leg, client })];
    case 'Connected':
      return answeredFacts(id, at, { leg, client });
    case 'Disconnected': {
      const { cause, by } = mangoEnd(Number(body('disconnect_reason')), false);
      const ended = factOf(id, at, { kind: 'leg-ended', leg, cause });
      return [ended, factOf(id, at, { kind: 'hung-up', cause, by }), factOf(id, at, { kind: 'ended' })];
    }
    default:
      return [];
  }
}

/** Once, at the end. `talk_time` decides whether it was answered: `entry_result` is 1 also for some that were not. */
async function summaryFacts({ at, body, connection, house }: Heard): Promise<CallFact[]> {
  const did = body('line_number') || body('to.line_number');
  if (body('call_direction') !== '1' || !did) return [];
  const id = body('entry_id');
  const startedAt = unixTime(body('create_time')) ?? at;
  const answeredAt = unixTime(body('talk_time')) ?? null;
  await house.tell([factOf(id, startedAt, { kind: 'offered', did, callerRaw: body('from.number') })]);
  const told = [body('to.extension'), body('to.number')];
  const leg = answeredAt ? mangoLeg(body('to.extension'), body('to.number')) : null;
  const targetId = leg && agentOf(await planOfCall(house, id), told, connection.settings);
  return factsOfToldCall({
    ...{ id, direction: 'in', did, caller: body('from.number'), startedAt, answeredAt },
    endedAt: unixTime(body('end_time')) ?? at,
    leg: leg && { ...leg, targetId, since: unixTime(body('forward_time')) ?? startedAt },
    ...mangoEnd(Number(body('disconnect_reason')), answeredAt !== null),
  });
}

const RECORDED = '1000'; // 4002: too short to keep

function recordingFacts({ at, body }: Heard): CallFact[] {
  const recordingId = body('recording_id');
  if (body('recording_state') !== 'Completed' || body('completion_code') !== RECORDED || !recordingId) return [];
  const id = body('entry_id');
  return [recordingFact(id, unixTime(body('timestamp')) ?? at, { name: recordingId, ref: { recordingId } })];
}
