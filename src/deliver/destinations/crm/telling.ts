// How a CRM is told of a call: its client's card is found or made while the phone rings, the call is put down when it is
// over and again when more is known of it, and a deal is made of it where the owner wants one. Nothing is made twice.
import type { CallLine } from '../../../reports/calls.ts';
import type { DestinationField, DestinationTold, Item, Outcome, Way } from '../../port.ts';
import { Gone, Stopped } from './stopped.ts';

/** A client's card; `what`: in which of the CRM's lists it stands, where there are several. */
export type Client = { id: string; what?: string };
export type TalkedCall = CallLine & { caller: string };

/** One CRM's language. What can't go on throws Stopped; what was linked and is not there any more throws Gone. */
export type Crm = {
  /** null: there is surely none. A look-up that fails is not that. */
  findClient(phone: string): Promise<Client | null>;
  makeClient(phone: string, item: Item): Promise<Client>;
  /** writes what is known of the call; `known`: what the CRM calls it already. Answers what it calls it. */
  putCall(call: TalkedCall, item: Item, to: { client: Client; dealId?: string; known?: string }): Promise<string>;
  /** of a call that was put down before, where an answer was lost; null: there is surely none */
  findCall(call: TalkedCall): Promise<string | null>;
  /** can a deal be made for such a client? default: for each */
  takesDeals?(client: Client): boolean;
  makeDeal(call: TalkedCall, item: Item, client: Client): Promise<string>;
  findDeal(call: TalkedCall, client: Client): Promise<string | null>;
  /** writes anew what the call came from */
  correctDeal(dealId: string, item: Item): Promise<void>;
  /** how long something new may stay unfound there, in milliseconds */
  settlesIn: number;
};
/** Fields of every CRM's form. */
export const CRM_FIELDS = [
  { name: 'strangers', kind: 'choice', required: false, options: ['make', 'leave-out'], example: 'make' },
  { name: 'dealsBack', kind: 'choice', required: false, options: ['take', 'leave-out'], example: 'take' },
  { name: 'deals', kind: 'choice', required: false, options: ['none', 'first-calls', 'every-call'], example: 'none' },
  {
    name: 'dealTitle',
    kind: 'template',
    required: false,
    byDefault: 'Call from {caller}',
    example: 'Call from {caller}',
  },
  {
    name: 'note',
    kind: 'template',
    required: false,
    byDefault: '{channel}: {source} / {medium} / {campaign} ({probability}), {term}',
    example: '{source} / {campaign}, {landing_page}',
  },
  { name: 'owners', kind: 'lines', required: false, example: 'Anna Petrova = anna@example.com' },
] as const satisfies readonly DestinationField[];

export const CRM_TAKES = [
  ...(['call.offered', 'call.ringing', 'call.finished', 'call.recording-ready', 'call.attributed'] as const),
  ...(['call.tagged', 'call.qualified'] as const),
] as const;
export const CRM_BY_DEFAULT = [
  ...(['call.offered', 'call.finished', 'call.recording-ready', 'call.attributed'] as const),
] as const;
export const CRM_REASONS = ['no-phone', 'stranger', 'call-goes-on', 'settling', 'gone'] as const;

/** Tells one event. */
export async function tellCrm(item: Item, crm: Crm, { settings }: DestinationTold, way: Way): Promise<Outcome> {
  const { event, call } = item.told;
  if (!call?.caller) return { kind: 'skipped', reason: 'no-phone' };
  const talked: TalkedCall = { ...call, caller: call.caller };
  const isOver = call.endedAt !== null;
  const isWhileRinging = event.type === 'call.offered' || event.type === 'call.ringing';
  if (!isWhileRinging && !isOver) return { kind: 'skipped', reason: 'call-goes-on' }; // its end will tell of it
  const tell = async () => {
    const client = await clientOf(talked, item, crm, { settings, way });
    if (!client) return { kind: 'skipped', reason: 'stranger' } as const;
    return isWhileRinging
      ? ({ kind: 'done', farId: client.id } as const)
      : putDown(talked, item, { crm, client, settings, way });
  };
  try {
    return await tell();
  } catch (error) {
    if (!(error instanceof Gone)) throw error;
    // A person has merged or deleted it there: found or made anew, once.
    for (const what of ['client', 'call', 'deal'] as const)
      await way.link(what, what === 'client' ? talked.caller : talked.id, '');
    return tell();
  }
}

type Settings = DestinationTold['settings'];

async function clientOf(
  { caller }: TalkedCall,
  item: Item,
  crm: Crm,
  { settings, way }: { settings: Settings; way: Way },
): Promise<Client | undefined> {
  const farId = await onlyOnce(way, 'client', caller, {
    find: async () => idOf(await crm.findClient(caller)),
    make: settings.strangers === 'leave-out' ? undefined : async () => idOf(await crm.makeClient(caller, item)) ?? '',
    settlesIn: crm.settlesIn,
  });
  return farId === undefined ? undefined : clientBy(farId);
}

/** 'Lead 00Q…' and back */
const idOf = (client: Client | null) => client && [client.what, client.id].filter(Boolean).join(' ');
function clientBy(farId: string): Client {
  const [what, id] = farId.split(' ');
  return id === undefined ? { id: what ?? '' } : { id, what: what ?? '' };
}

type With = { crm: Crm; client: Client; settings: Settings; way: Way };

async function putDown(call: TalkedCall, item: Item, { crm, client, settings, way }: With): Promise<Outcome> {
  const dealId = await dealOf(call, item, { crm, client, settings, way });
  const to = { client, ...(dealId && { dealId }) };
  let isNew = false;
  const farId = await onlyOnce(way, 'call', call.id, {
    find: () => crm.findCall(call),
    make: () => {
      isNew = true;
      return crm.putCall(call, item, to);
    },
    settlesIn: crm.settlesIn,
    isOurs: true,
  });
  if (!isNew && farId) await crm.putCall(call, item, { ...to, known: farId });
  return { kind: 'done', ...(farId && { farId }) };
}

async function dealOf(call: TalkedCall, item: Item, { crm, client, settings, way }: With): Promise<string | undefined> {
  const known = await way.linked('deal', call.id);
  if (known) {
    if (item.told.event.type === 'call.attributed') await crm.correctDeal(known, item);
    return known;
  }
  const isWanted = settings.deals === 'every-call' || (settings.deals === 'first-calls' && call.firstTime);
  if (!isWanted || crm.takesDeals?.(client) === false) return undefined;
  return onlyOnce(way, 'deal', call.id, {
    find: () => crm.findDeal(call, client),
    make: () => crm.makeDeal(call, item, client),
    settlesIn: crm.settlesIn,
    isOurs: true,
  });
}

/**
 * What the far side calls something of ours: as it was linked; else as it is found there; else made, by one at a time.
 * Where making was begun before and its answer was lost, it is looked up until it must have come to light. Undefined: it
 * is not there, and not to be made.
 */
export function onlyOnce(
  way: Way,
  what: string,
  key: string,
  {
    find,
    make,
    settlesIn,
    isOurs = false,
  }: {
    find: () => Promise<string | null>;
    make: (() => Promise<string>) | undefined;
    settlesIn: number;
    /** nobody else makes it: it is looked up only where making it was begun */
    isOurs?: boolean;
  },
): Promise<string | undefined> {
  return way.alone(`${what} ${key}`, async () => {
    const known = await way.linked(what, key);
    if (known) return known;
    const begun = await way.linked(`${what}-begun`, key);
    const found = begun || !isOurs ? await find() : null;
    if (!found && !make) return undefined;
    const until = begun ? Date.parse(begun) + settlesIn : 0;
    if (!found && until > way.now().getTime())
      throw new Stopped({ kind: 'wait', reason: 'settling', until: new Date(until) });
    if (!found) await way.link(`${what}-begun`, key, way.now().toISOString());
    const farId = found ?? (await make?.()) ?? '';
    await way.link(what, key, farId);
    return farId;
  });
}

/** 'Anna = anna@example.com' by line → e-mail by the agent's name. */
export function ownersOf(lines: string | undefined): Map<string, string> {
  const pairs = (lines ?? '').split('\n').flatMap((line): [string, string][] => {
    const at = line.lastIndexOf('=');
    const [name, email] = [
      line.slice(0, at).trim(),
      line
        .slice(at + 1)
        .trim()
        .toLowerCase(),
    ];
    return at > 0 && name && email ? [[name, email]] : [];
  });
  return new Map(pairs);
}

/** The e-mail of whoever talked with the client; undefined: nobody did, or it is not known. */
export const ownerOf = (call: CallLine, { owners }: Settings): string | undefined =>
  ownersOf(owners).get(call.answeredBy ?? '');

/** Tells routes who looks after the client by the CRM's word, if that is one of our agents. */
export async function takeOwner(phone: string, name: string, email: string | undefined, to: DestinationTold, way: Way) {
  const agentName = email && [...ownersOf(to.settings.owners)].find(([, one]) => one === email.toLowerCase())?.[0];
  if (!agentName) return;
  const agent = (await way.agents()).find((one) => one.name === agentName);
  if (agent) await way.takeManager({ phone, name, agentId: agent.id });
}
