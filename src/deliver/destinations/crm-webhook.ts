// A CRM of the owner's own choice: address, headers and bodies by templates, who calls by a look-up while the phone rings,
// deals back by pointers into what the CRM sends.
import { at } from '../../core/json-pointer.ts';
import type { Destination, DestinationTold, Item, Outcome, Response, Way } from '../port.ts';
import { whatNow } from '../what-now.ts';
import { outcomesOf, readJson, Stopped, textOf } from './crm/stopped.ts';
import { ownersOf } from './crm/telling.ts';
import { receiveDeals } from './crm-webhook/deals.ts';
import { eventRequest, lookupRequest, placesFor } from './crm-webhook/request.ts';

/** A ring that nobody hears any more would open cards in vain. */
const RING_LAPSES_MS = 600_000;

export const crmWebhook: Destination = {
  kind: 'crm-webhook',
  group: 'crm',
  fields: [
    { name: 'url', kind: 'url', required: true, example: 'https://crm.example.com/api/calls' },
    { name: 'method', kind: 'choice', required: false, options: ['POST', 'PUT', 'PATCH', 'GET'], example: 'POST' },
    { name: 'format', kind: 'choice', required: false, options: ['json', 'form', 'xml'], example: 'json' },
    { name: 'headers', kind: 'lines', required: false, example: 'Authorization: Bearer {token}' },
    { name: 'token', kind: 'secret', required: false, example: 'the key of your CRM' },
    { name: 'body', kind: 'template', required: false, example: '{"call": "{call_id}", "phone": "{caller}"}' },
    { name: 'bodyRing', kind: 'template', required: false, example: '{"event": "ring", "phone": "{caller}"}' },
    { name: 'bodyEnd', kind: 'template', required: false, example: '{"event": "end", "talk": {talk_seconds}}' },
    { name: 'bodyRecording', kind: 'template', required: false, example: '{"record": "{recording_url}"}' },
    { name: 'bodyAttributed', kind: 'template', required: false, example: '{"utm_campaign": "{campaign}"}' },
    {
      name: 'lookupUrl',
      kind: 'text',
      required: false,
      pattern: 'https?://.+',
      example: 'https://crm.example.com/api/clients?phone={caller}',
    },
    { name: 'idPointer', kind: 'text', required: false, example: '/client/id' },
    { name: 'namePointer', kind: 'text', required: false, example: '/client/name' },
    { name: 'managerPointer', kind: 'text', required: false, example: '/client/manager/email' },
    { name: 'owners', kind: 'lines', required: false, example: 'Anna Petrova = anna@example.com' },
    { name: 'okPointer', kind: 'text', required: false, example: '/status' },
    { name: 'okValue', kind: 'text', required: false, example: 'ok' },
    { name: 'repeats', kind: 'choice', required: false, options: ['unknown', 'known'], example: 'unknown' },
    { name: 'hookSecret', kind: 'secret', required: false, example: 'a long word of your own' },
    { name: 'dealsPointer', kind: 'text', required: false, example: '/deals' },
    {
      name: 'dealPointers',
      kind: 'lines',
      required: false,
      example: 'id = /deal/id\nphone = /contact/phone\namount = /deal/sum',
    },
    { name: 'wonWords', kind: 'lines', required: false, byDefault: 'won', example: 'paid' },
    { name: 'lostWords', kind: 'lines', required: false, byDefault: 'lost', example: 'refused' },
    { name: 'currency', kind: 'text', required: false, pattern: '[A-Z]{3}', example: 'RUB' },
    { name: 'country', kind: 'text', required: false, pattern: '[A-Z]{2}', byDefault: 'RU', example: 'RU' },
  ],
  takes: [
    ...(['call.offered', 'call.ringing', 'call.answered', 'call.finished', 'call.recording-ready'] as const),
    ...(['call.attributed', 'call.tagged', 'call.qualified', 'call-back.late'] as const),
  ],
  byDefault: ['call.offered', 'call.finished', 'call.recording-ready', 'call.attributed'],
  repeats: ({ repeats }) => (repeats === 'known' ? 'known' : 'unknown'),
  reasons: ['said-no', 'not-json', 'no-address', 'not-understood'],
  limits: { perSecond: 10, parallel: 4 },
  lapsesAfter: { 'call.offered': RING_LAPSES_MS, 'call.ringing': RING_LAPSES_MS, 'call.answered': RING_LAPSES_MS },
  deliver: (items, to, way) => outcomesOf(items, (item) => deliver(item, to, way)),
  receive: receiveDeals,
};

async function deliver(item: Item, to: DestinationTold, way: Way): Promise<Outcome> {
  const phone = item.told.call?.caller ?? undefined;
  if (!phone) return tell(item, to, way, undefined);
  // One at a time of one phone: what a first answer says of the client is known to the next request.
  return way.alone(`client ${phone}`, () => tell(item, to, way, phone));
}

async function tell(item: Item, to: DestinationTold, way: Way, phone: string | undefined): Promise<Outcome> {
  const { settings } = to;
  const { type } = item.told.event;
  const isRing = type === 'call.offered' || type === 'call.ringing';
  const clientId = async () => (phone && (await way.linked('client', phone))) || undefined;
  const places = async () => placesFor(item, to, way, await clientId());
  const isUnknown = isRing || !(await clientId()); // while it rings it is asked anew: who looks after a client changes
  if (phone && isUnknown && settings.lookupUrl && !item.memo.lookedUp) {
    const answer = await way.ask(lookupRequest(settings, await places()));
    if (answer.status !== 404) {
      refuseUnlessTaken(answer, settings); // a look-up that failed is no "not found"
      await takeClient(answer, phone, to, way);
    }
    await way.note(item, { lookedUp: 'yes' });
  }
  if (isRing && settings.lookupUrl && !settings.bodyRing) return { kind: 'done', ...farId(await clientId()) };
  const response = await way.ask(eventRequest(item, settings, await places()));
  refuseUnlessTaken(response, settings);
  if (phone) await takeClient(response, phone, to, way);
  return { kind: 'done', ...farId(await clientId()) };
}

const farId = (id: string | undefined) => (id ? { farId: id } : {});

function refuseUnlessTaken(response: Response, { okPointer, okValue }: DestinationTold['settings']): void {
  const outcome = whatNow(response);
  if (outcome.kind !== 'done') throw new Stopped(outcome);
  if (!okPointer) return;
  const found = at(readJson(response.body), okPointer);
  const word = typeof found === 'boolean' ? `${found}` : textOf(found);
  if (okValue ? word !== okValue : !word || word === 'false')
    throw new Stopped({ kind: 'refused', reason: `said-no: ${response.body.slice(0, 200)}` });
}

/** Keeps what the answer says of the client: id, name and who looks after them. */
async function takeClient({ body }: Response, phone: string, to: DestinationTold, way: Way): Promise<void> {
  const { idPointer, namePointer, managerPointer, owners } = to.settings;
  const read = readJson(body);
  const of = (pointer: string | undefined) => (pointer ? textOf(at(read, pointer)).trim() : '');
  const id = of(idPointer);
  if (id) await way.link('client', phone, id.slice(0, 200));
  const manager = of(managerPointer).toLowerCase();
  if (!manager) return;
  const byMail = [...ownersOf(owners)].find(([, email]) => email === manager)?.[0].toLowerCase();
  const agent = (await way.agents()).find(
    ({ name, extension }) => [byMail, manager].includes(name.toLowerCase()) || extension === manager,
  );
  if (agent) await way.takeManager({ phone, name: of(namePointer), agentId: agent.id });
}
