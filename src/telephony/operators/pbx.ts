// A PBX of the owner's (Asterisk, FreePBX, any that can send a request): asks where a call goes if it can, tells of it
// while it goes on or when it is over. The address's secret is the proof; a token and addresses may be asked for too.
import type { CallFact, LegOutcome, Party } from '../../core/call.ts';
import { REJECT_CAUSES } from '../../core/routing/plan.ts';
import { factsOfRecord } from './call-record.ts';
import { dialChain } from './dial-chain.ts';
import { ADDRESSES, badRequest, type Fields, fieldsOf, isSameSecret } from './hook-fields.ts';
import { unixTime } from './operator-time.ts';
import { fetchOwn, RECORDINGS_URL } from './own-recordings.ts';
import type { HookAnswer, HookRequest, House, Operator, OperatorConnection, Refused } from './port.ts';
import { answeredFacts, factOf, recordingFact, WHOLE_CALL } from './told-call.ts';

export const pbx: Operator = {
  kind: 'pbx',
  capabilities: {
    ...{
      asking: 'answer',
      deadlineSeconds: 2,
      steps: ['dial', 'hangup'],
      inTurn: true,
      together: 10,
      whisper: false,
      acceptKey: false,
    },
    ...{ passesCaller: true, phones: ['sip', 'number'], live: true, recordings: 'mono', placesCalls: false },
    ...{ listsNumbers: false, proof: 'token' },
  },
  fields: [
    { name: 'token', secret: true, required: false, example: 'a long random word' },
    ADDRESSES,
    RECORDINGS_URL,
    { name: 'recordingsUser', secret: false, required: false, example: 'dialtrace' },
    { name: 'recordingsPassword', secret: true, required: false, example: 'password' },
  ],
  hooks: [
    { name: 'Base address (DIALTRACE_URL)', path: '' },
    { name: 'Where does this call go?', path: 'route' },
    { name: 'A call is over', path: 'call' },
  ],
  async receive(request, connection, house) {
    const stranger = strangerByToken(request, connection);
    if (stranger) return stranger;
    const fields = fieldsOf(request);
    const path = request.path || fields('event');
    const answer = PATHS[path];
    if (!answer)
      return badRequest(`there is no event "${path.slice(0, 40)}": offered, ringing, answered, ended, recording, call`);
    const id = fields('id');
    if (!id) return badRequest('id is missing');
    return answer({ request, fields, house, id: id.slice(0, 200) });
  },
  async fetchRecording(recording, { settings }) {
    const { recordingsUrl, recordingsUser: user, recordingsPassword: password } = settings;
    return fetchOwn(recording, { recordingsUrl, user, password });
  },
};

function strangerByToken({ headers, query }: HookRequest, { settings }: OperatorConnection): Refused | undefined {
  if (!settings.token) return undefined;
  const said =
    /^Bearer\s+(.+)$/i.exec(headers.authorization ?? '')?.[1] ?? headers['x-dialtrace-token'] ?? query.get('token');
  if (!said) return { refused: 'no-signature', detail: 'the token is missing (Authorization: Bearer, or ?token=)' };
  return isSameSecret(said, settings.token)
    ? undefined
    : { refused: 'bad-signature', detail: 'another token is in the settings' };
}

type Asked = { request: HookRequest; fields: Fields; house: House; id: string };

const PATHS: Record<string, (asked: Asked) => Promise<HookAnswer | Refused>> = {
  route,
  call: record,
  offered: (asked) => told(asked, (at) => [offeredFact(asked, at)]),
  ringing: leg,
  answered: leg,
  ended: over,
  recording: (asked) => {
    const url = asked.fields('recordingUrl', 'url');
    if (!isWeb(url)) return Promise.resolve(badRequest('recordingUrl is no http(s) address'));
    return told(asked, (at) => [recordingFact(asked.id, at, { name: '', ref: { url } })]);
  },
};

const DONE: HookAnswer = { status: 200, type: 'text/plain; charset=utf-8', body: 'ok\n' };
const isWeb = (url: string) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

// Only with the number an event can make a call that was not offered.
function offeredFact({ fields, id }: Asked, at: Date): CallFact {
  const started = timeOf(fields('startedAt')) ?? at;
  return factOf(id, started, { kind: 'offered', did: fields('number', 'did'), callerRaw: fields('caller') });
}

async function told(asked: Asked, facts: (at: Date) => CallFact[]): Promise<HookAnswer | Refused> {
  const at = timeOf(asked.fields('at')) ?? asked.request.at;
  const offered = asked.fields('number', 'did') ? [offeredFact(asked, at)] : [];
  await asked.house.tell([...offered, ...facts(at)]);
  return DONE;
}

/** A time as PBXs write it: RFC 3339, or seconds since 1970. */
function timeOf(text: string): Date | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return unixTime(text);
  const at = new Date(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : 'without an offset it can not be told');
  return Number.isNaN(at.getTime()) ? undefined : at;
}

const CONTEXT = /^[A-Za-z0-9_-]{1,79}$/;

/**
 * Where the call goes, for a dialplan to read: attempts parted by '^', each 'SECONDS,DIALSTRING', the last may be
 * 'hangup,CAUSE'. With `context` a dial string is of Local channels in it, else the bare numbers joined by '&'.
 * An empty answer: the PBX goes its own way.
 */
async function route({ request, fields, house, id }: Asked): Promise<HookAnswer | Refused> {
  const did = fields('number', 'did');
  if (!did) return badRequest('number is missing');
  const context = fields('context');
  if (context && !CONTEXT.test(context)) return badRequest('context is not the name of a dialplan context');
  const offer = { providerCallId: id, did, callerRaw: fields('caller'), at: request.at };
  const { rings, end } = dialChain(await house.offer(offer));
  const attempts = rings.flatMap(({ targets, seconds }) => {
    const dialled = targets.flatMap(({ phone }) => {
      const user =
        phone.kind === 'number' ? phone.e164.replace('+', '') : phone.kind === 'sip' ? userOf(phone.uri) : '';
      return /^[A-Za-z0-9_.-]+$/.test(user) ? [context ? `Local/${user}@${context}` : user] : [];
    });
    return dialled.length > 0 ? [`${seconds},${dialled.join('&')}`] : [];
  });
  if (end) attempts.push(`hangup,${REJECT_CAUSES[end]}`);
  return { ...DONE, body: attempts.join('^') };
}

const userOf = (uri: string) => /^sips?:([^@;]+)@/i.exec(uri)?.[1] ?? '';

async function meant({ fields, house }: Asked): Promise<string | null> {
  const word = fields('answeredBy', 'agent');
  if (!word) return null;
  // 'Local/101@from-internal-0000;1', 'PJSIP/101-0000002a': the PBX's own names of channels
  const bare = word
    .replace(/^[A-Za-z0-9]+\//, '')
    .replace(/[@;].*$/, '')
    .replace(/-[0-9a-f]{8}$/i, '');
  return (await house.agentMeant?.(fields('number', 'did'), bare)) ?? null;
}

async function leg(asked: Asked): Promise<HookAnswer | Refused> {
  const { fields, id, request } = asked;
  const targetId = await meant(asked);
  const leg = fields('leg') || WHOLE_CALL;
  const isAnswered = (request.path || fields('event')) === 'answered';
  return told(asked, (at) =>
    isAnswered
      ? answeredFacts(id, at, { leg, targetId })
      : [
          factOf(id, at, { kind: 'ringing', step: 0, targetId }, leg),
          factOf(id, at, { kind: 'leg-started', leg, targetId }, 'ringing'),
        ],
  );
}

const PARTIES: Record<string, Party> = { caller: 'caller', agent: 'agent', callee: 'agent', system: 'system' };

async function over(asked: Asked): Promise<HookAnswer | Refused> {
  const { fields, id } = asked;
  const cause = Number.parseInt(fields('cause'), 10) || null;
  const status = statusOf(fields('status'));
  const by = PARTIES[fields('by')] ?? (status === 'canceled' ? 'caller' : undefined);
  return told(asked, (at) => [
    factOf(id, at, { kind: 'leg-ended', leg: fields('leg') || WHOLE_CALL, cause }),
    ...(status && status !== 'answered'
      ? [factOf(id, at, { kind: 'step-ended', step: 0, outcome: status, cause })]
      : []),
    ...(by ? [factOf(id, at, { kind: 'hung-up', cause, by })] : []),
    factOf(id, at, { kind: 'ended' }),
  ]);
}

// Words of ours, and those of Asterisk's DIALSTATUS.
const STATUSES: Record<string, LegOutcome> = {
  ...{ answered: 'answered', answer: 'answered', busy: 'busy', 'no-answer': 'no-answer', noanswer: 'no-answer' },
  ...{ rejected: 'rejected', unavailable: 'unavailable', chanunavail: 'unavailable', congestion: 'failed' },
  ...{ failed: 'failed', cancel: 'canceled', canceled: 'canceled', declined: 'declined' },
};
const statusOf = (said: string): LegOutcome | null => STATUSES[said.toLowerCase()] ?? null;

/** The whole call at once: the same JSON as POST /api/v1/calls, or a form or query of these fields. */
async function record(asked: Asked): Promise<HookAnswer | Refused> {
  const { fields, house, id, request } = asked;
  const number = fields('number', 'did');
  const startedAt = timeOf(fields('startedAt'));
  if (!number || !startedAt) return badRequest('number or startedAt (RFC 3339 or seconds since 1970) is missing');
  const recordingUrl = fields('recordingUrl');
  await house.tell(
    factsOfRecord({
      ...{ id, number, startedAt, caller: fields('caller') || null, agentId: await meant(asked) },
      ...{ answeredAt: timeOf(fields('answeredAt')) ?? null, endedAt: timeOf(fields('endedAt')) ?? request.at },
      ...{ status: statusOf(fields('status')), recordingUrl: isWeb(recordingUrl) ? recordingUrl : null },
    }),
  );
  return DONE;
}
