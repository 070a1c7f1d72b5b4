// The house as one destination sees it while it is told something.

import { createHmac, randomUUIDv7 } from 'node:crypto';
import path from 'node:path';
import { type CallLine, callLines } from '../reports/calls.ts';
import { dayRows } from '../reports/day-rows.ts';
import { listAgents } from '../store/agents.ts';
import { setManager } from '../store/contacts.ts';
import type { Db } from '../store/database.ts';
import { takeDeals } from '../store/deals.ts';
import { noteDelivery } from '../store/deliveries.ts';
import { findDestination, findLink, insertLink, keepSecrets, type SpokenDestination } from '../store/destinations.ts';
import { takeSpend } from '../store/spend.ts';
import type { Egress } from './egress.ts';
import { type Exchange, keeping } from './exchanges.ts';
import type { Act, Acted, Way } from './port.ts';
import { isSameSecret } from './same-secret.ts';

export type WayOptions = {
  db: Db;
  egress: Egress;
  publicUrl: string;
  now: () => Date;
  /** resolves when the next request may go; default: at once */
  turn?: () => Promise<void>;
  /** the talk of a call; undefined: there is none, or it can't be had now */
  recordingOf: (callId: string) => Promise<{ bytes: Uint8Array; type: string; extension: string } | undefined>;
  /** for files on this machine, a folder a destination */
  filesFolder: string;
  /** by the numbering register; without it nobody knows */
  regionOfCaller?: (e164: string) => string | null;
  /** does what people want done with a call; without it nothing can be done */
  actOn?: (what: Act, call: CallLine) => Promise<Acted>;
};

const RECORDING_DAYS = 30;
const DAY_MS = 86_400_000;

/** `exchanges` gets what is asked and answered. */
export function openWay(to: SpokenDestination, exchanges: Exchange[], options: WayOptions): Way {
  const { db, egress, publicUrl, now, recordingOf, turn } = options;
  const secrets = () => to.secretNames.map((name) => to.settings[name] ?? '');
  const kept = keeping(egress.ask, exchanges, secrets);
  return {
    cardUrl: (callId) => `${publicUrl}/calls/${callId}`,
    now,
    async ask(request) {
      await turn?.();
      return kept(request);
    },
    keep: (exchange) => void exchanges.push(exchange),
    async addressOf(host) {
      await turn?.(); // whoever connects by itself keeps to the rate, too
      return egress.addressOf(host);
    },
    note: (item, memo) => noteDelivery(db, item.id, memo),
    linked: (what, key) => findLink(db, to.id, { what, key }),
    link: (what, key, farId) => insertLink(db, to.id, { what, key, farId }),
    alone: (key, work) => alone(`${to.id} ${key}`, work),
    async act(what, callId) {
      const [call] = await callLines(db, [callId]);
      if (!call || call.siteId !== to.siteId) return 'no-such-call';
      return (await options.actOn?.(what, call)) ?? 'refused';
    },
    async readAgain() {
      const now = await findDestination(db, to.id);
      if (!now) return;
      Object.assign(to.settings, now.settings);
      to.secretNames = now.secretNames;
    },
    async keepSecrets(secrets) {
      await keepSecrets(db, to.id, secrets);
      Object.assign(to.settings, secrets);
      to.secretNames = [...new Set([...to.secretNames, ...Object.keys(secrets)])];
    },
    recording: recordingOf,
    regionOfCaller: (e164) => options.regionOfCaller?.(e164) ?? null,
    recordingUrl(callId, days = RECORDING_DAYS) {
      const until = Math.floor(now().getTime() / 1000 + (days * DAY_MS) / 1000);
      return `${publicUrl}/shared/${to.id}/${callId}/${until}/${sharedSignature(to, callId, until)}`;
    },
    hookUrl: () => hookUrlOf(publicUrl, to),
    dayRows: (table, day) => dayRows(db, { table, siteId: to.siteId, day }),
    filesFolder: () => path.join(options.filesFolder, to.id),
    agents: async () => (await listAgents(db, to.siteId)).map(({ id, name, extension }) => ({ id, name, extension })),
    takeManager: (client) => setManager(db, to.siteId, { id: randomUUIDv7(), ...client }),
    takeDeals: async (deals) => void (await takeDeals(db, to, deals)),
    takeSpend: (days, rows) => takeSpend(db, to, days, rows),
  };
}

/** Where a destination reaches us. */
export const hookUrlOf = (publicUrl: string, { id, hookToken }: Pick<SpokenDestination, 'id' | 'hookToken'>) =>
  `${publicUrl}/in/${id}/${hookToken}`;

const sharedSignature = ({ hookToken }: SpokenDestination, callId: string, until: number) =>
  createHmac('sha256', hookToken).update(`${callId} ${until}`).digest('base64url');

/** May whoever has this address hear the call? `until` in seconds since 1970. */
export function isShared(
  to: SpokenDestination,
  { callId, until, signature }: { callId: string; until: number; signature: string },
) {
  return isSameSecret(signature, sharedSignature(to, callId, until));
}

const last = new Map<string, Promise<unknown>>();

// Of all nodes one sends to a destination at a time, so this process is where two could meet.
async function alone<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = last.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.catch(() => {});
  last.set(key, settled);
  try {
    return await mine;
  } finally {
    if (last.get(key) === settled) last.delete(key);
  }
}
