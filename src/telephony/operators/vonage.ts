// Vonage Voice API. Names of claims and the meaning of an empty answer are from general knowledge; not tried with a
// live account. A call is known by its conversation, which its legs share.
import type { CallFact } from '../../core/call.ts';
import type { PlaceOrder } from '../../core/routing/place-order.ts';
import { isPhoneOf } from './dial-chain.ts';
import { jsonOf, wordOf } from './hook-body.ts';
import { clean } from './hook-fields.ts';
import { nccoDocuments } from './ncco.ts';
import { askApi, askJson, refusalOf } from './operator-api.ts';
import { placedBy, placedQuery } from './placed-call.ts';
import type { HookAnswer, HookRequest, House, Operator, OperatorConnection, Refused } from './port.ts';
import { factOf } from './told-call.ts';
import { type Asked, NOTHING } from './twilio-answers.ts';
import { receiveAs } from './twilio-family.ts';
import { causeOf, isFinal, outcomeOf, phoneOf, type TwilioFields } from './twilio-fields.ts';
import { type AboutPlaced, placedFacts, receivePlaced } from './twilio-placed.ts';
import { fetchAudio } from './twilio-rest.ts';
import { applicationToken, refusedByToken } from './vonage-token.ts';

const JSON_TYPE = 'application/json';
const STATUSES: Record<string, string> = {
  ...{ started: 'initiated', answered: 'in-progress', unanswered: 'no-answer', timeout: 'no-answer', rejected: 'busy' },
  ...{ cancelled: 'canceled', failed: 'failed', disconnected: 'completed' },
};
const withPlus = (phone: string) => (/^[1-9]\d{5,14}$/.test(phone) ? `+${phone}` : phone);

/** Vonage's fields by Twilio's names; they stand in a JSON body, or (GET) in the query. */
export function vonageFields(request: HookRequest): TwilioFields {
  const json = jsonOf(request) ?? {};
  const said = (name: string) => clean(wordOf(json[name]) || (request.query.get(name) ?? ''));
  const status = STATUSES[said('status')] ?? said('status');
  const dtmf = json.dtmf;
  const digits =
    typeof dtmf === 'object' && dtmf !== null ? wordOf((dtmf as Record<string, unknown>).digits) : said('dtmf');
  const isDial = request.path === 'dialled' || request.path === 'queue';
  const read: Record<string, string> = {
    ...{ CallSid: said('conversation_uuid'), To: phoneOf(withPlus(said('to'))), From: phoneOf(withPlus(said('from'))) },
    ...{
      CallStatus: isDial ? '' : status,
      DialCallStatus: isDial ? status : '',
      DialCallSid: isDial ? said('uuid') : '',
    },
    ...{ Digits: clean(digits), CallDuration: said('duration'), Timestamp: said('timestamp'), LegSid: said('uuid') },
    ...{ Direction: said('direction'), RecordingSid: said('recording_uuid'), RecordingUrl: said('recording_url') },
    RecordingStatus: said('recording_url') ? 'completed' : '',
    RecordingChannels: request.query.get('kind') === 'voicemail' ? '1' : '2',
  };
  return (name) => read[name] ?? '';
}

/** Events of all legs, at the application's event address: the caller's own leg, or one that we rang. */
async function legEvent({ request, fields, house }: Asked): Promise<HookAnswer | Refused> {
  const [call, leg, status] = [fields('CallSid'), fields('LegSid'), fields('CallStatus')];
  if (!call || !leg) return NOTHING; // of something else than a call
  const at = timeOf(fields, request);
  if (fields('Direction') === 'inbound') {
    const seconds = Number(fields('CallDuration')) || 0;
    const offered = { kind: 'offered', did: fields('To'), callerRaw: fields('From') } as const;
    const facts: CallFact[] = [factOf(call, new Date(at.getTime() - seconds * 1000), offered)];
    if (isFinal(status)) facts.push(factOf(call, at, { kind: 'ended' }));
    await house.tell(fields('To') ? facts : facts.slice(1));
    return NOTHING;
  }
  const plan = await house.planOf(call).catch(() => undefined);
  const step =
    plan?.steps.findIndex((one) => 'targets' in one && one.targets.some((target) => isPhoneOf(target, fields('To')))) ??
    -1;
  const found = plan?.steps[step];
  const target = found && 'targets' in found ? found.targets.find((one) => isPhoneOf(one, fields('To'))) : undefined;
  const about = { leg, targetId: target?.id ?? null, step: Math.max(0, step) };
  const cause = causeOf(status, '');
  await house.tell([
    factOf(call, at, { kind: 'leg-started', ...about }, status),
    ...(status === 'in-progress' ? [factOf(call, at, { kind: 'leg-answered', leg })] : []),
    ...(isFinal(status) ? [factOf(call, at, { kind: 'leg-ended', leg, cause })] : []),
  ]);
  return NOTHING;
}

// Vonage's own events tell the legs; the synchronous event of a connect asks what follows when nobody lifted.
const stillRinging = new Set(['initiated', 'ringing', 'in-progress', 'human', 'machine']);

function timeOf(fields: TwilioFields, request: HookRequest): Date {
  const at = new Date(fields('Timestamp'));
  return Number.isNaN(at.getTime()) ? request.at : at;
}

const receiveCall = receiveAs({
  type: JSON_TYPE,
  documents: nccoDocuments,
  fields: vonageFields,
  prove: (request, { settings }) => refusedByToken(request, settings.signatureSecret ?? ''),
  placed: (asked) => receivePlaced(clientNcco, asked),
  more: { event: legEvent, 'placed-event': placedEvent },
});

async function receive(
  request: HookRequest,
  connection: OperatorConnection,
  house: House,
): Promise<HookAnswer | Refused> {
  const fields = vonageFields(request);
  // 204 lets a connect go on as it is; whatever else is answered would replace the actions.
  const isStill =
    (request.path === 'dialled' || request.path === 'queue') && stillRinging.has(fields('DialCallStatus'));
  if (!isStill) return receiveCall(request, connection, house);
  return refusedByToken(request, connection.settings.signatureSecret ?? '') ?? NOTHING;
}

function clientNcco({ placed, house, call }: AboutPlaced): HookAnswer {
  const to = (path: string) => house.hookUrl(`${path}?${placedQuery(placed)}&of=${encodeURIComponent(call)}`);
  const whisper = placed.whisper ? [{ action: 'stream', streamUrl: [house.soundUrl(placed.whisper)] }] : [];
  const actions = [
    ...whisper,
    {
      action: 'record',
      format: 'wav',
      split: 'conversation',
      channels: 2,
      eventUrl: [to('placed-recording')],
      eventMethod: 'POST',
    },
    {
      ...{
        action: 'connect',
        from: placed.number.slice(1),
        timeout: 60,
        eventUrl: [to('placed-event')],
        eventMethod: 'POST',
      },
      endpoint: [{ type: 'phone', number: placed.callee.slice(1) }],
    },
  ];
  return { status: 200, type: JSON_TYPE, body: JSON.stringify(actions) };
}

async function placedEvent(asked: Asked): Promise<HookAnswer | Refused> {
  const { request, fields, house } = asked;
  const call = request.query.get('of') ?? fields('CallSid');
  const [leg, status, at] = [fields('LegSid'), fields('CallStatus'), timeOf(fields, request)];
  if (!call || !leg) return NOTHING;
  const client = request.query.has('of');
  const about = {
    leg: client ? leg : call,
    step: client ? 1 : 0,
    targetId: client ? null : request.query.get('g'),
    client,
  };
  const cause = causeOf(status, '');
  await house.tell([
    factOf(call, at, { kind: 'leg-started', ...about }, status),
    ...(status === 'in-progress' ? [factOf(call, at, { kind: 'leg-answered', leg: about.leg })] : []),
    ...(isFinal(status) ? [factOf(call, at, { kind: 'leg-ended', leg: about.leg, cause })] : []),
    ...(isFinal(status) && status !== 'completed'
      ? [factOf(call, at, { kind: 'step-ended', step: about.step, outcome: outcomeOf(status), cause }, leg)]
      : []),
    ...(isFinal(status) && !client ? [factOf(call, at, { kind: 'ended' })] : []),
  ]);
  return NOTHING;
}

const bearer = ({ settings }: OperatorConnection) => ({
  authorization: `Bearer ${applicationToken(settings.applicationId ?? '', settings.privateKey ?? '', new Date())}`,
});
const apiOf = ({ settings }: OperatorConnection, host: string) => settings.apiUrl ?? `https://${host}`;

async function place(order: PlaceOrder, connection: OperatorConnection, house: House) {
  const { phone } = order.agent;
  if (phone.kind === 'registered') throw new Error(`${order.agent.name} has a phone that only our own engine can ring`);
  const placed = placedBy(order, new Date());
  const to = phone.kind === 'number' ? { type: 'phone', number: phone.e164.slice(1) } : { type: 'sip', uri: phone.uri };
  const { conversation_uuid: id } = await askJson<{ conversation_uuid: string }>(
    `${apiOf(connection, 'api.nexmo.com')}/v1/calls`,
    {
      headers: bearer(connection),
      json: {
        ...{ to: [to], from: { type: 'phone', number: order.number.slice(1) }, ringing_timer: order.ringSeconds },
        ...{ answer_url: [house.hookUrl(`placed?${placedQuery(placed)}`)], answer_method: 'POST' },
        ...{ event_url: [house.hookUrl(`placed-event?${placedQuery(placed)}`)], event_method: 'POST' },
      },
    },
  );
  await house.tell(placedFacts(id, placed));
  return { providerCallId: id };
}

type Owned = { count?: number; numbers?: { country: string; msisdn: string }[] };

export const vonage: Operator = {
  kind: 'vonage',
  capabilities: {
    ...{
      asking: 'answer',
      deadlineSeconds: 5,
      steps: ['play', 'consent', 'menu', 'dial', 'queue', 'voicemail', 'call-back', 'hangup'],
    },
    ...{
      inTurn: true,
      together: 1,
      whisper: true,
      acceptKey: false,
      passesCaller: false,
      phones: ['sip', 'number'],
      live: true,
    },
    ...{ recordings: 'stereo', placesCalls: true, listsNumbers: true, proof: 'signature' },
  },
  fields: [
    {
      name: 'applicationId',
      secret: false,
      required: true,
      pattern: '[0-9a-f-]{36}',
      example: '00000000-0000-0000-0000-000000000000',
    },
    {
      name: 'privateKey',
      secret: true,
      required: true,
      pattern: '.*PRIVATE KEY.*',
      example: '-----BEGIN PRIVATE KEY----- …',
    },
    { name: 'signatureSecret', secret: true, required: true, example: '0123456789abcdef' },
    { name: 'apiKey', secret: false, required: false, example: '01234567' },
    { name: 'apiSecret', secret: true, required: false, example: '0123456789abcdef' },
  ],
  hooks: [
    { name: 'Answer URL (POST)', path: '' },
    { name: 'Event URL (POST)', path: 'event' },
  ],
  receive,
  place,
  async hangUp(call, connection) {
    // Calls are ended by their legs; the conversation's legs are listed first.
    const at = `${apiOf(connection, 'api.nexmo.com')}/v1/calls`;
    const listed = await askJson<{ _embedded?: { calls?: { uuid: string }[] } }>(
      `${at}?conversation_uuid=${encodeURIComponent(call)}`,
      { headers: bearer(connection) },
    );
    for (const { uuid } of listed._embedded?.calls ?? []) {
      const answer = await askApi(`${at}/${uuid}`, {
        method: 'PUT',
        headers: bearer(connection),
        json: { action: 'hangup' },
      });
      if (!answer.ok && answer.status !== 404 && answer.status !== 400) throw await refusalOf(answer);
    }
  },
  async fetchRecording({ ref }, connection) {
    if (!URL.canParse(ref.url ?? '')) return 'gone';
    const { hostname, origin } = new URL(ref.url ?? '');
    const isOwn = /(^|\.)(nexmo|vonage)\.com$/.test(hostname) || origin === connection.settings.apiUrl;
    if (!isOwn) throw new Error(`the recording is said to be at ${hostname}, which is not Vonage's`);
    return fetchAudio(ref.url ?? '', ref, { headers: bearer(connection), own: [connection.settings.apiUrl] });
  },
  async listNumbers(connection) {
    const { apiKey = '', apiSecret = '' } = connection.settings;
    if (!apiKey || !apiSecret) throw new Error('apiKey and apiSecret are needed to list numbers');
    const query = new URLSearchParams({ api_key: apiKey, api_secret: apiSecret, size: '100' });
    const found = [];
    for (let page = 1, all = 1; found.length < all && page <= 50; page++) {
      const url = `${apiOf(connection, 'rest.nexmo.com')}/account/numbers?${query}&index=${page}`;
      const { count = 0, numbers = [] } = await askJson<Owned>(url);
      if (numbers.length === 0) break;
      all = count;
      for (const { msisdn } of numbers)
        found.push({ e164: withPlus(msisdn), region: null, monthlyCost: null, currency: null });
    }
    return found;
  },
};
