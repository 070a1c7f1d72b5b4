// FreeSWITCH: asks by mod_httapi where a call goes, tells of it afterwards by mod_json_cdr. Recipe: deploy/freeswitch.
// Read from its source; not run.
import type { CallFact, LegOutcome, Party } from '../../core/call.ts';
import { isPhoneOf } from './dial-chain.ts';
import { formOf, jsonOf, wordOf } from './hook-body.ts';
import { ADDRESSES, badRequest, clean, isSameSecret } from './hook-fields.ts';
import { httapiDocuments, MOST_AT_ONCE, type Switch } from './httapi.ts';
import { basicAuth } from './operator-api.ts';
import { unixTime } from './operator-time.ts';
import { fetchOwn, RECORDINGS_URL } from './own-recordings.ts';
import type { HookAnswer, HookRequest, House, Operator, OperatorConnection, Refused } from './port.ts';
import { factOf, recordingFact } from './told-call.ts';
import { receiveAs } from './twilio-family.ts';
import { phoneOf, type TwilioFields, twilioFields } from './twilio-fields.ts';

const DISPOSITIONS: Record<string, string> = {
  ...{ SUCCESS: 'completed', USER_BUSY: 'busy', NO_ANSWER: 'no-answer', NO_USER_RESPONSE: 'no-answer' },
  ...{ ALLOTTED_TIMEOUT: 'no-answer', SUBSCRIBER_ABSENT: 'no-answer', ORIGINATOR_CANCEL: 'canceled' },
};

/** Fields of mod_httapi by Twilio's names; what a bridge came to is among the channel's variables. */
export function httapiFields(request: HookRequest): TwilioFields {
  const said = twilioFields(request);
  const disposition = said('variable_originate_disposition') || said('originate_disposition');
  const isDial = request.path === 'dialled' || request.path === 'queue';
  const read: Record<string, string> = {
    ...{ CallSid: said('session_id'), To: phoneOf(said('Caller-Destination-Number')), Digits: said('digits') },
    ...{ From: phoneOf(said('Caller-Caller-ID-Number')), CallStatus: said('exiting') === 'true' ? 'completed' : '' },
    DialCallStatus: isDial && disposition ? (DISPOSITIONS[disposition] ?? 'failed') : '',
  };
  return (name) => read[name] ?? '';
}

const switchOf = ({ settings }: OperatorConnection): Switch => ({
  gateway: settings.gateway || 'operator',
  profile: settings.profile || 'external',
  recordings: settings.recordingsFolder || null,
});

function strangerByPassword({ headers }: HookRequest, { settings }: OperatorConnection): Refused | undefined {
  const { user = '', password } = settings;
  if (!password) return undefined;
  const said = headers.authorization;
  if (!said)
    return {
      refused: 'no-signature',
      detail: 'gateway-credentials are missing in httapi.conf.xml or json_cdr.conf.xml',
    };
  if (isSameSecret(said, basicAuth(user, password).authorization)) return undefined;
  return { refused: 'bad-signature', detail: 'another password is in the settings' };
}

async function receive(
  request: HookRequest,
  connection: OperatorConnection,
  house: House,
): Promise<HookAnswer | Refused> {
  const stranger = strangerByPassword(request, connection);
  if (stranger) return stranger;
  if (request.path === 'cdr') return record(request, connection, house);
  return receiveAs({
    type: 'text/xml; charset=utf-8',
    documents: (plan, addresses) => httapiDocuments(plan, addresses, switchOf(connection)),
    fields: httapiFields,
    prove: () => undefined,
    placed: async () => badRequest('FreeSWITCH places no calls for us'),
  })(request, connection, house);
}

type Variables = (name: string) => string;

// A final record (mod_json_cdr): JSON, or a form with it in `cdr`.
async function record(
  request: HookRequest,
  { settings }: OperatorConnection,
  house: House,
): Promise<HookAnswer | Refused> {
  const form = formOf(request).get('cdr');
  const cdr = jsonOf(form === null ? request : { body: Buffer.from(form) });
  const variables = cdr?.variables;
  if (typeof variables !== 'object' || variables === null) return badRequest('the record has no variables');
  const said: Variables = (name) => {
    const word = clean(wordOf((variables as Record<string, unknown>)[name]));
    return /%[0-9a-f]{2}/i.test(word) ? decoded(word) : word; // encode-values
  };
  const id = said('uuid') || said('call_uuid');
  const start = unixTime(said('start_epoch'));
  const end = unixTime(said('end_epoch'));
  if (!id || !start || !end) return badRequest('uuid, start_epoch or end_epoch is missing');
  await house.tell(await factsOfCdr({ id, start, end, said, house, recordingsUrl: settings.recordingsUrl ?? '' }));
  return { status: 200, body: '' };
}

function decoded(word: string): string {
  try {
    return clean(decodeURIComponent(word));
  } catch {
    return word;
  }
}

type Cdr = { id: string; start: Date; end: Date; said: Variables; house: House; recordingsUrl: string };

async function factsOfCdr({ id, start, end, said, house, recordingsUrl }: Cdr): Promise<CallFact[]> {
  const did = phoneOf(said('destination_number') || said('sip_to_user') || said('sip_req_user'));
  const caller = phoneOf(said('caller_id_number') || said('sip_from_user') || said('effective_caller_id_number'));
  const cause = Number(said('hangup_cause_q850')) || null;
  const bridged = unixTime(said('bridge_epoch')) ?? (said('bridge_uuid') ? unixTime(said('answer_epoch')) : undefined);
  const rung = said('bridge_channel') || said('last_bridge_to');
  const plan = await house.planOf(id).catch(() => undefined);
  const step = plan?.steps.find(
    (one) => 'targets' in one && one.targets.some((target) => isPhoneOf(target, rungPhone(rung))),
  );
  const target = step && 'targets' in step ? step.targets.find((one) => isPhoneOf(one, rungPhone(rung))) : undefined;
  const leg = {
    leg: said('bridge_uuid') || 'bridge',
    targetId: target?.id ?? null,
    step: step ? (plan?.steps.indexOf(step) ?? 0) : 0,
  };
  const by = HUNG_UP[said('sip_hangup_disposition')];
  return [
    ...(did ? [factOf(id, start, { kind: 'offered', did, callerRaw: caller })] : []),
    ...(bridged
      ? [
          factOf(id, bridged, { kind: 'leg-started', ...leg }),
          factOf(id, bridged, { kind: 'leg-answered', leg: leg.leg }),
          factOf(id, end, { kind: 'leg-ended', leg: leg.leg, cause }),
        ]
      : [
          factOf(
            id,
            end,
            { kind: 'step-ended', step: 0, outcome: outcomeOf(said('originate_disposition')), cause },
            'cdr',
          ),
        ]),
    ...(bridged && recordingsUrl
      ? [
          recordingFact(id, end, {
            name: 'cdr',
            ref: { url: `${recordingsUrl.replace(/\/$/, '')}/${encodeURIComponent(id)}.wav`, channels: '2' },
          }),
        ]
      : []),
    ...(by ? [factOf(id, end, { kind: 'hung-up', cause, by }, 'cdr')] : []),
    factOf(id, end, { kind: 'ended' }, 'cdr'),
  ];
}

// Of the caller's leg: what it received came from the caller.
const HUNG_UP: Record<string, Party> = {
  recv_bye: 'caller',
  recv_cancel: 'caller',
  send_bye: 'agent',
  send_refuse: 'system',
};
const rungPhone = (channel: string) => channel.replace(/^.*\//, '').replace(/@.*$/, '');
const outcomeOf = (disposition: string): LegOutcome => {
  const status = DISPOSITIONS[disposition];
  return status === 'busy' || status === 'no-answer' || status === 'canceled' ? status : 'unavailable';
};

export const freeswitch: Operator = {
  kind: 'freeswitch',
  capabilities: {
    ...{
      asking: 'answer',
      deadlineSeconds: 2,
      steps: ['play', 'consent', 'menu', 'dial', 'queue', 'call-back', 'hangup'],
    },
    ...{
      inTurn: true,
      together: MOST_AT_ONCE,
      whisper: true,
      acceptKey: true,
      passesCaller: true,
      phones: ['sip', 'number'],
      live: false,
    },
    ...{ recordings: 'stereo', placesCalls: false, listsNumbers: false, proof: 'token' },
  },
  fields: [
    { name: 'gateway', secret: false, required: true, pattern: '[A-Za-z0-9_.-]+', example: 'operator' },
    { name: 'profile', secret: false, required: false, pattern: '[A-Za-z0-9_.-]+', example: 'external' },
    { name: 'user', secret: false, required: false, pattern: '[^:]*', example: 'freeswitch' },
    { name: 'password', secret: true, required: false, example: 'a long random word' },
    ADDRESSES,
    {
      name: 'recordingsFolder',
      secret: false,
      required: false,
      pattern: '/[A-Za-z0-9_./-]+',
      example: '/var/spool/freeswitch',
    },
    RECORDINGS_URL,
  ],
  hooks: [
    { name: 'httapi', path: '' },
    { name: 'json_cdr url', path: 'cdr' },
  ],
  receive,
  async fetchRecording(recording, { settings }) {
    const { recordingsUrl, user, password } = settings;
    return fetchOwn(recording, { recordingsUrl, user, password });
  },
};
