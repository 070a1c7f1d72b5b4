// Beeline's cloud PBX: tells of calls of its subscribers by BroadWorks XSI events, to which we subscribe for a day at a
// time; recordings and past calls by its API.
// Source: public client libraries and events that others have published, no document of the vendor's. Which number a
// caller dialled is told by the redirection if the call came through a group, else it is the subscriber's own. Not tried
// on a live account: docs/operators.ru.md.
import type { CallFact, LegOutcome, Party } from '../../core/call.ts';
import { fetchBeelineRecording, listBeelineNumbers, pastBeelineCalls, subscribeToBeeline } from './beeline-api.ts';
import { agentOf, EMPLOYEES, planOfCall } from './employees.ts';
import { ADDRESSES, badRequest } from './hook-fields.ts';
import { timeOf, unixTime } from './operator-time.ts';
import type { HookAnswer, HookRequest, House, Operator, OperatorConnection, Refused } from './port.ts';
import { answeredFacts, factOf, recordingFact } from './told-call.ts';
import { eventType, partyOf, within, wordAt } from './xsi-event.ts';

export const BEELINE: Operator = {
  kind: 'beeline',
  capabilities: {
    asking: 'none',
    deadlineSeconds: null,
    steps: [],
    inTurn: false,
    together: 1,
    whisper: false,
    acceptKey: false,
    passesCaller: true,
    phones: [],
    live: true,
    recordings: 'mono',
    placesCalls: false, // POST /abonents/{id}/call answers with nothing: which call it makes is not told
    listsNumbers: true,
    proof: 'address',
  },
  fields: [
    { name: 'token', secret: true, required: true, example: '442283ec-c78f-4252-beca-7d5a11168f94' },
    EMPLOYEES,
    ADDRESSES,
  ],
  hooks: [],
  receive,
  subscribe: subscribeToBeeline,
  fetchRecording: fetchBeelineRecording,
  listNumbers: listBeelineNumbers,
  reconcile: pastBeelineCalls,
};

const LONGEST = 65_536; // an event is of one or two kilobytes
const OK: HookAnswer = { status: 200, type: 'text/plain; charset=utf-8', body: '' };

async function receive(
  request: HookRequest,
  connection: OperatorConnection,
  house: House,
): Promise<HookAnswer | Refused> {
  if (request.body.length > LONGEST) return badRequest('too long for an event');
  const xml = request.body.toString('utf8');
  const type = eventType(xml);
  if (!type) return badRequest('no event of XSI');
  const call = within(within(xml, 'eventData'), 'call') || within(xml, 'eventData');
  const id = wordAt(call, 'extTrackingId') || wordAt(call, 'callId');
  if (!type.startsWith('Call') || !id || wordAt(call, 'personality') !== 'Terminator') return OK; // calls in only
  await hear({ id, type, xml, call, at: request.at, connection, house });
  return OK;
}

type Heard = {
  id: string;
  type: string;
  xml: string;
  call: string;
  at: Date;
  connection: OperatorConnection;
  house: House;
};

async function hear({ id, type, xml, call, at, connection, house }: Heard): Promise<void> {
  const user = wordAt(xml, 'targetId') || wordAt(xml, 'userId');
  const group = partyOf(wordAt(call, 'redirections', 'address'));
  const did = group || partyOf(wordAt(call, 'calledParty', 'address')) || partyOf(user);
  const startedAt = momentOf(call, 'startTime') ?? at;
  const callerRaw = partyOf(wordAt(call, 'remoteParty', 'address'));
  if (did) await house.tell([factOf(id, startedAt, { kind: 'offered', did, callerRaw })]);
  const leg = partyOf(user) || 'subscriber';
  const told = [wordAt(xml, 'extension'), leg];
  const targetId = agentOf(await planOfCall(house, id), told, connection.settings);
  const known = { id, call, at, user, leg, targetId, startedAt, isGroup: group !== '' };
  if (type === 'CallReceivedEvent')
    await house.tell([factOf(id, startedAt, { kind: 'leg-started', leg, targetId }, 'received')]);
  if (type === 'CallAnsweredEvent')
    await house.tell(answeredFacts(id, momentOf(call, 'answerTime') ?? at, { leg, targetId }));
  if (type === 'CallReleasedEvent') await house.tell(releaseFacts(known));
}

type Known = {
  id: string;
  call: string;
  at: Date;
  user: string;
  leg: string;
  targetId: string | null;
  startedAt: Date;
  isGroup: boolean;
};

function releaseFacts({ id, call, at, user, leg, targetId, startedAt, isGroup }: Known): CallFact[] {
  const endedAt = momentOf(call, 'releaseTime') ?? at;
  const answeredAt = momentOf(call, 'answerTime');
  const { outcome, cause } = endOf(call);
  const released = wordAt(call, 'releasingParty');
  const by: Party = released === 'remoteRelease' ? 'caller' : released === 'localRelease' ? 'agent' : 'system';
  const facts = [
    factOf(id, startedAt, { kind: 'leg-started', leg, targetId }, 'received'),
    ...(answeredAt ? answeredFacts(id, answeredAt, { leg, targetId }) : []),
    factOf(id, endedAt, { kind: 'leg-ended', leg, cause: answeredAt ? 16 : cause }),
  ];
  const recording = { name: leg, ref: { extTrackingId: id, userId: user } };
  if (answeredAt) facts.push(recordingFact(id, endedAt, recording));
  // In a group others may be ringing still: a leg that ends unanswered ends the call only if the caller has gone.
  if (!answeredAt && isGroup && by !== 'caller') return facts;
  if (!answeredAt) facts.push(factOf(id, endedAt, { kind: 'step-ended', step: 0, outcome, cause }, leg));
  const hungUp = { kind: 'hung-up', cause: answeredAt ? 16 : cause, by } as const;
  return [...facts, factOf(id, endedAt, hungUp, leg), factOf(id, endedAt, { kind: 'ended' }, leg)];
}

function endOf(call: string): { outcome: LegOutcome; cause: number } {
  const said = wordAt(call, 'releaseCause', 'internalReleaseCause') || wordAt(call, 'releaseCause');
  if (/busy/i.test(said)) return { outcome: 'busy', cause: 17 };
  if (/reject|declin|forbid/i.test(said)) return { outcome: 'rejected', cause: 21 };
  if (/unavailable|not reachable|offline/i.test(said)) return { outcome: 'unavailable', cause: 20 };
  return { outcome: 'no-answer', cause: 19 };
}

/** Milliseconds since 1970, or a time with its offset. */
function momentOf(call: string, name: string): Date | undefined {
  const word = wordAt(call, name);
  return /^\d+$/.test(word) ? unixTime(word) : timeOf(word, {});
}
