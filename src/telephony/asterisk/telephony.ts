// Asterisk as Dialtrace's telephony: the engine with its dialplan, the door it asks at, its journal, its fallback plans.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallFact, Offer } from '../../core/call.ts';
import type { Plan } from '../../core/plan.ts';
import { folderOf, type SystemUser } from '../../machine/system-user.ts';
import { connectAri } from './ari.ts';
import { type AsteriskSettings, engineFolders, maxCalls, type Trunk } from './configuration.ts';
import { dialplan } from './dialplan.ts';
import { type Engine, startEngine } from './engine.ts';
import type { AsteriskInstall } from './install.ts';
import { type JournalReader, type Place, readJournal } from './journal-file.ts';
import { serveOffers } from './offer.ts';
import { checkFolders, type OutboundCall, openOutbound } from './outbound.ts';
import { type NumberPlan, writeFallbackPlans } from './plans.ts';
import { type SipRefusal, watchStrangers } from './strangers.ts';

export type Telephony = {
  /** begins to take calls: from now on Asterisk is answered, and what it did meanwhile is told */
  open(handlers: TelephonyHandlers): Promise<void>;
  /** what the operators' numbers and addresses are now */
  apply(routing: { trunks: readonly Trunk[]; plans: readonly NumberPlan[] }): Promise<void>;
  /** a test call to `number` through a connection with a way out; throws an Error that says why there can be none */
  dialOut(order: { id: string; connectionId: string; number: string; callerId: string }): Promise<OutboundCall>;
  /** how many calls the engine takes at one time */
  maxCalls: number;
  /** ends the engine too: talks are cut */
  stop(): Promise<void>;
};
export type TelephonyHandlers = {
  onOffer: (offer: Offer) => Promise<Plan>;
  onFacts: (facts: readonly CallFact[], place: Place) => Promise<void>;
  /** where the journal is to be read from */
  from: Place | undefined;
  onRefused: (reason: SipRefusal, times: number) => void;
  /** ids of the calls that are alive: all others that were open are over */
  onAlive: (providerCallIds: ReadonlySet<string>) => Promise<void>;
};
export type TelephonyOptions = {
  install: AsteriskInstall;
  user: SystemUser | undefined;
  dataDir: string;
  nodeName: string;
  sip: { address: string; port: number; externalAddress: string | undefined; rtpFirst: number; rtpLast: number };
  /** loopback port where Asterisk asks us; the next one is where we command it */
  enginePort: number;
  log: (message: string, error?: unknown) => void;
};

const LAST_WORDS_MS = 3000;

/**
 * Starts (or takes over) Asterisk with what lies on its disk, before anything else of Dialtrace is up: from here on a
 * call reaches the business even if nothing else starts.
 */
export async function startTelephony(options: TelephonyOptions): Promise<Telephony> {
  const { install, user, dataDir, enginePort, log } = options;
  const runDir = folderOf(user, path.join(dataDir, 'asterisk'), 0o755);
  const plansDir = path.join(runDir, 'plans');
  mkdirSync(plansDir, { recursive: true });
  folderOf(undefined, path.join(dataDir, 'recordings'), 0o711); // to be passed through, not listed
  const rawFolder = folderOf(user, path.join(dataDir, 'recordings/raw'));
  const secret = keptSecret(path.join(runDir, 'secret'));
  let trunks = keptTrunks(path.join(runDir, 'trunks.json'));
  let handlers: TelephonyHandlers | undefined;
  const settings = (): AsteriskSettings => ({
    name: options.nodeName,
    runDir,
    sip: options.sip,
    rtp: { first: options.sip.rtpFirst, last: options.sip.rtpLast },
    httpPort: enginePort + 1,
    ariPassword: secret,
    trunks,
    extensions: dialplan({
      offerUrl: `http://127.0.0.1:${enginePort}/${secret}`,
      recordingsDir: rawFolder,
      plansDir,
      checks: checkFolders(runDir),
    }),
  });
  const ari = connectAri({ port: enginePort + 1, password: secret });
  const outbound = openOutbound({ ari, runDir, user });
  // Not vital: a call that can't be told over now is told over at the next start.
  const tellAlive = async () => {
    try {
      await handlers?.onAlive(new Set(await ari.channelIds()));
    } catch (error) {
      log('calls that an engine did not live to end could not be ended yet', error);
    }
  };
  const onRestart = async () => {
    await journal?.caughtUp(); // its last lines may tell an end that ARI no longer knows
    await tellAlive();
  };
  const engine: Engine = await startEngine({ settings: settings(), install, user, log, onRestart });
  const { journal: journalFile, log: logFolder } = engineFolders(runDir);
  const strangers = watchStrangers({
    file: path.join(logFolder, 'messages'),
    onRefused: (reason, times) => handlers?.onRefused(reason, times),
  });
  let offers: Awaited<ReturnType<typeof serveOffers>> | undefined;
  let journal: JournalReader | undefined;

  return {
    async open(given) {
      handlers = given;
      journal = readJournal({
        file: journalFile,
        from: given.from,
        onFacts: given.onFacts,
        onLine: outbound.onLine,
        log,
      });
      offers = await serveOffers({ port: enginePort, secret, onOffer: given.onOffer, log });
      await journal.caughtUp();
      await tellAlive();
    },
    async apply(routing) {
      writeFallbackPlans(plansDir, routing.plans);
      trunks = [...routing.trunks];
      writeFileSync(path.join(runDir, 'trunks.json'), JSON.stringify(trunks), { mode: 0o600 }); // it holds passwords
      await engine.apply(settings());
    },
    async dialOut(order) {
      const uri = trunks.find((trunk) => trunk.id === order.connectionId)?.out?.uri;
      if (!uri) throw new Error("The number's connection has no way out. Give it an outbound address.");
      return outbound.dialOut({ ...order, serverUri: uri });
    },
    maxCalls: maxCalls({ first: options.sip.rtpFirst, last: options.sip.rtpLast }),
    async stop() {
      await engine.stop();
      await Promise.race([journal?.caughtUp(), sleep(LAST_WORDS_MS)]); // what can't be stored now stays in the journal
      strangers.stop();
      await offers?.close();
      await journal?.stop();
    },
  };
}

// The engine that outlives us must know us again: the secret is made once.
function keptSecret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(18).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

// Trunks as they were, for a start without the database.
function keptTrunks(file: string): Trunk[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Trunk[]) : [];
}
