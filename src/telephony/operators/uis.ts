// UIS, CoMagic and Novofon 2.0, one platform: asks us where a call goes ("interactive call processing"), tells of calls
// by notifications whose text we give, places calls and has recordings and statistics.
// Source: the vendor's documentation of Data API v2.0, Call API v4.0 and interactive processing, read 2026-04; names of
// variables in notifications partly from public integrations. Not tried on a live account: docs/operators.ru.md.
import { dialChain, isSentAway, numberOf } from './dial-chain.ts';
import { agentOf, planOfCall } from './employees.ts';
import { ADDRESSES, badRequest, type Fields, fieldsOf } from './hook-fields.ts';
import { before, secondsOf, timeOf, UTC_OFFSET } from './operator-time.ts';
import type { HookAnswer, HookRequest, House, Operator, OperatorConnection, Refused } from './port.ts';
import { answeredFacts, CLIENT, factOf, factsOfToldCall, recordingFact, WHOLE_CALL } from './told-call.ts';
import { fetchUisRecording, hangUpUisCall, listUisNumbers, pastUisCalls, placeUisCall } from './uis-api.ts';
import { endOf } from './uis-reasons.ts';

export const UIS: Operator = {
  kind: 'uis',
  capabilities: {
    asking: 'answer',
    deadlineSeconds: null, // not stated; the reference advises one second
    steps: ['dial', 'hangup'],
    inTurn: true,
    together: 1, // whether phones ring in turn or at once is set in the operation at UIS, not in our answer
    whisper: false, // only files uploaded there, known by their names there
    acceptKey: false,
    passesCaller: true,
    phones: ['number'],
    live: true,
    recordings: 'mono', // also as stereo WAV, whose sides are not documented
    placesCalls: true,
    listsNumbers: true,
    proof: 'address',
  },
  fields: [
    { name: 'brand', secret: false, required: true, pattern: 'uis|comagic|novofon', example: 'uis' },
    { name: 'accessToken', secret: true, required: true, example: 'q9tv1f3…' },
    UTC_OFFSET,
    { name: 'rejectCode', secret: false, required: false, pattern: String.raw`\d{1,4}`, example: '1' },
    { name: 'noticeFile', secret: false, required: false, pattern: String.raw`[^\s/\\]{1,100}`, example: 'notice.mp3' },
    ADDRESSES,
  ],
  hooks: [
    { name: 'Интерактивная обработка вызова', path: '' },
    { name: 'Уведомление «Входящий звонок»', path: 'offered' },
    { name: 'Уведомление «Ответ на звонок»', path: 'answered' },
    { name: 'Уведомление «Завершение звонка»', path: 'ended' },
    { name: 'Уведомление «Записанный разговор»', path: 'recorded' },
  ],
  receive,
  place: placeUisCall,
  hangUp: hangUpUisCall,
  fetchRecording: fetchUisRecording,
  listNumbers: listUisNumbers,
  reconcile: pastUisCalls,
};

async function receive(
  request: HookRequest,
  connection: OperatorConnection,
  house: House,
): Promise<HookAnswer | Refused> {
  const fields = fieldsOf(request);
  const id = fields('call', 'call_session_id', 'cdr_id');
  if (!id || id.includes('{{')) return badRequest('no call_session_id: is the text of the notification ours?');
  if (request.path === '') return answerQuestion({ id, fields, at: request.at, connection, house });
  return tellEvent({ id, fields, at: request.at, connection, house }, request.path);
}

type Asked = { id: string; fields: Fields; at: Date; connection: OperatorConnection; house: House };

// Throws if the house can't say: the hook server's 503 takes the branch "no answer from the external system".
async function answerQuestion({ id, fields, at, connection, house }: Asked): Promise<HookAnswer | Refused> {
  const did = fields('numb', 'virtual_phone_number');
  if (!did) return badRequest('no numb: the parameter is switched on in the operation at UIS');
  const { settings } = connection;
  const offer = { providerCallId: id, did, callerRaw: fields('numa', 'contact_phone_number'), at };
  const chain = dialChain(await house.offer(offer));
  const phones = chain.rings.flatMap(({ targets }) => targets.map(numberOf)).filter((phone) => phone !== null);
  if (phones.length > 0) {
    const notice = settings.noticeFile ? { message_name: settings.noticeFile } : {};
    return json({ phones: [...new Set(phones)], ...notice });
  }
  // The branch that hangs up bears this code; which one it is, the owner sets at UIS.
  if (isSentAway(chain)) return json({ returned_code: Number(settings.rejectCode || 1) });
  return { status: 404, type: 'text/plain', body: 'nobody to ring: the branch "no answer" takes the call' };
}

async function tellEvent(asked: Asked, event: string): Promise<HookAnswer | Refused> {
  const { id, fields, at: received, connection, house } = asked;
  const at = timeOf(value(fields, 'time', 'notification_time'), connection.settings) ?? received;
  const isOut = /^out/.test(value(fields, 'direction'));
  const [did, caller] = [value(fields, 'did', 'virtual_phone_number'), value(fields, 'caller', 'contact_phone_number')];
  // Told first: who answered is looked up in the plan of a call that is there.
  if (did && !isOut) await house.tell([factOf(id, at, { kind: 'offered', did, callerRaw: caller })]);
  switch (event) {
    case 'offered':
      return did ? json({}) : badRequest('no did: is the text of the notification ours?');
    case 'answered': {
      const leg = isOut ? { leg: CLIENT, client: true } : { leg: WHOLE_CALL, targetId: await whoAnswered(asked) };
      await house.tell(answeredFacts(id, at, leg));
      return json({});
    }
    case 'ended':
      await house.tell(await endFacts(asked, { at, did, caller, isOut }));
      return json({});
    case 'recorded': {
      const file = value(fields, 'file', 'file_link');
      if (!file) return badRequest('no file: is the text of the notification ours?');
      await house.tell([recordingFact(id, at, { name: file, ref: { url: file } })]);
      return json({});
    }
    default:
      return badRequest(`no notification is expected at ${event}`);
  }
}

type Ended = { at: Date; did: string; caller: string; isOut: boolean };

async function endFacts(asked: Asked, { at, did, caller, isOut }: Ended) {
  const { id, fields } = asked;
  const talk = secondsOf(value(fields, 'talk', 'talk_time_duration'));
  const total = Math.max(talk, secondsOf(value(fields, 'total', 'total_time_duration')));
  const facts = factsOfToldCall({
    ...{ id, did, caller, direction: isOut ? 'out' : 'in', endedAt: at },
    startedAt: before(at, total),
    answeredAt: talk > 0 ? before(at, talk) : null,
    leg: { leg: WHOLE_CALL, targetId: isOut ? null : await whoAnswered(asked) },
    ...endOf(value(fields, 'reason', 'finish_reason'), talk > 0),
  });
  return did || isOut ? facts : facts.filter(({ kind }) => kind !== 'offered');
}

async function whoAnswered({ id, fields, house, connection }: Asked): Promise<string | null> {
  const told = [value(fields, 'employee', 'called_phone_number'), value(fields, 'extension')];
  return agentOf(await planOfCall(house, id), told, connection.settings);
}

// A variable that UIS does not know is left as it stands.
function value(fields: Fields, ...names: string[]): string {
  const word = fields(...names);
  return word.includes('{{') ? '' : word;
}

function json(body: object): HookAnswer {
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}
