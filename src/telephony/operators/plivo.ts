// Plivo Voice. Names of fields partly from general knowledge; not tried with a live account.

import type { PlaceOrder } from '../../core/routing/place-order.ts';
import { askApi, askJson, basicAuth, refusalOf } from './operator-api.ts';
import { placedBy, placedQuery } from './placed-call.ts';
import { refusedByPlivo } from './plivo-signature.ts';
import { MOST_AT_ONCE, plivoDocuments, recordTalk } from './plivo-xml.ts';
import type { HookRequest, House, Operator, OperatorConnection, OperatorNumber, PlacedCall } from './port.ts';
import { xml } from './twilio-answers.ts';
import { receiveAs } from './twilio-family.ts';
import { type TwilioFields, twilioFields } from './twilio-fields.ts';
import { cloudCapabilities } from './twilio-like.ts';
import { type AboutPlaced, placedFacts, receivePlaced } from './twilio-placed.ts';
import { fetchAudio } from './twilio-rest.ts';
import { element, escaped, xmlDocument } from './xml.ts';

const STATUSES: Record<string, string> = {
  ...{ timeout: 'no-answer', cancel: 'canceled', cancelled: 'canceled', answer: 'in-progress', hangup: 'completed' },
};
const statusOf = (said: string) => STATUSES[said] ?? said;
const withPlus = (phone: string) => (/^[1-9]\d{5,14}$/.test(phone) ? `+${phone}` : phone);

/** Plivo's fields by Twilio's names. */
export function plivoFields(request: HookRequest): TwilioFields {
  const said = twilioFields(request);
  const isLeg = request.path === 'leg' || (request.path === 'placed-leg' && request.query.has('client'));
  const read: Record<string, () => string> = {
    CallSid: () => said(isLeg ? 'DialBLegUUID' : 'CallUUID'),
    To: () => withPlus(said('To')),
    From: () => withPlus(said('From')),
    LegTo: () => said('DialBLegTo'),
    CallStatus: () => (isLeg ? legStatus(said, request) : statusOf(said('CallStatus'))),
    CallDuration: () => (isLeg ? said('DialBLegDuration') : said('Duration')),
    DialCallStatus: () => statusOf(said('DialStatus')),
    DialCallSid: () => said('DialBLegUUID'),
    RecordingSid: () => said('RecordingID'),
    RecordingUrl: () => said('RecordUrl'),
    RecordingStatus: () => (said('RecordUrl') ? 'completed' : ''),
    RecordingChannels: () => (request.query.get('kind') === 'voicemail' ? '1' : '2'),
  };
  return (name) => read[name]?.() ?? said(name);
}

// With a key to press, lifting is not taking: 'connected' is told when both talk.
function legStatus(said: TwilioFields, request: HookRequest): string {
  const action = said('DialAction') || said('DialBLegStatus');
  if (action === 'connected') return 'in-progress';
  if (action === 'answer') return request.query.has('confirm') ? 'ringing' : 'in-progress';
  return statusOf(action);
}

function clientXml({ placed, house, call }: AboutPlaced) {
  const to = (path: string, more = '') =>
    house.hookUrl(`${path}?${placedQuery(placed)}&of=${encodeURIComponent(call)}${more}`);
  const record = recordTalk(to('placed-recording'));
  const dial = element(
    'Dial',
    {
      ...{ callerId: placed.number, timeout: 60, action: to('placed-over'), method: 'POST', redirect: true },
      ...{ callbackUrl: to('placed-leg', '&client=1'), callbackMethod: 'POST' },
    },
    element('Number', {}, escaped(placed.callee.slice(1))),
  );
  const whisper = placed.whisper ? [element('Play', {}, escaped(house.soundUrl(placed.whisper)))] : [];
  return xml(xmlDocument(element('Response', {}, ...whisper, record, dial)));
}

const apiOf = ({ settings }: OperatorConnection) =>
  `${settings.apiUrl ?? 'https://api.plivo.com'}/v1/Account/${settings.authId ?? ''}`;
const headersOf = ({ settings }: OperatorConnection) => basicAuth(settings.authId ?? '', settings.authToken ?? '');

async function place(order: PlaceOrder, connection: OperatorConnection, house: House): Promise<PlacedCall> {
  const { phone } = order.agent;
  if (phone.kind === 'registered') throw new Error(`${order.agent.name} has a phone that only our own engine can ring`);
  const placed = placedBy(order, new Date());
  const query = placedQuery(placed);
  const { request_uuid: id } = await askJson<{ request_uuid: string }>(`${apiOf(connection)}/Call/`, {
    headers: headersOf(connection),
    json: {
      ...{ from: order.number.slice(1), to: phone.kind === 'number' ? phone.e164.slice(1) : phone.uri },
      ...{ answer_url: house.hookUrl(`placed?${query}`), answer_method: 'POST', ring_timeout: order.ringSeconds },
      ...{ hangup_url: house.hookUrl(`placed-leg?${query}`), hangup_method: 'POST' },
    },
  });
  await house.tell(placedFacts(id, placed));
  return { providerCallId: id };
}

type NumbersPage = {
  objects: { number: string; region?: string; monthly_rental_rate?: string }[];
  meta?: { next?: string | null };
};

async function listNumbers(connection: OperatorConnection): Promise<OperatorNumber[]> {
  const found: OperatorNumber[] = [];
  for (let offset = 0; offset < 10_000; offset += 20) {
    const url = `${apiOf(connection)}/Number/?limit=20&offset=${offset}`;
    const { objects, meta } = await askJson<NumbersPage>(url, { headers: headersOf(connection) });
    for (const { number, region, monthly_rental_rate: rate } of objects)
      found.push({
        ...{ e164: withPlus(number), region: region || null, currency: rate ? 'USD' : null },
        monthlyCost: rate ? Math.round(Number(rate) * 100) : null,
      });
    if (!meta?.next) break;
  }
  return found;
}

export const plivo: Operator = {
  kind: 'plivo',
  capabilities: { ...cloudCapabilities(null), together: MOST_AT_ONCE },
  fields: [
    { name: 'authId', secret: false, required: true, pattern: '[A-Z0-9]{20}', example: 'MAXXXXXXXXXXXXXXXXXX' },
    { name: 'authToken', secret: true, required: true, example: '0123456789abcdef0123456789abcdef01234567' },
  ],
  hooks: [
    { name: 'Answer URL', path: '' },
    { name: 'Hangup URL', path: 'status' },
  ],
  receive: receiveAs({
    type: 'text/xml; charset=utf-8',
    documents: plivoDocuments,
    fields: plivoFields,
    prove: (request, { settings }) => refusedByPlivo(request, settings.authToken ?? ''),
    placed: (asked) => receivePlaced(clientXml, asked),
    endedBy: (fields) => (({ Caller: 'caller', Callee: 'agent', Plivo: 'system' }) as const)[fields('HangupSource')],
  }),
  place,
  async hangUp(call, connection) {
    const url = `${apiOf(connection)}/Call/${encodeURIComponent(call)}/`;
    const answer = await askApi(url, { method: 'DELETE', headers: headersOf(connection) });
    if (!answer.ok && answer.status !== 404) throw await refusalOf(answer);
  },
  async fetchRecording({ ref }, connection) {
    if (!URL.canParse(ref.url ?? '')) return 'gone';
    const { hostname, origin } = new URL(ref.url ?? '');
    // The account's own key goes to Plivo only; its files may lie elsewhere.
    const isOwn = hostname.endsWith('.plivo.com') || origin === connection.settings.apiUrl;
    const own = [connection.settings.apiUrl];
    return fetchAudio(ref.url ?? '', ref, { own, headers: isOwn ? headersOf(connection) : {} });
  },
  async deleteRecording({ ref }, connection) {
    const url = `${apiOf(connection)}/Recording/${encodeURIComponent(ref.sid ?? '')}/`;
    const answer = await askApi(url, { method: 'DELETE', headers: headersOf(connection) });
    if (!answer.ok && answer.status !== 404) throw await refusalOf(answer);
  },
  listNumbers,
};
