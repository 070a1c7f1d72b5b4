// Asterisk as Dialtrace's telephony: the engine with its dialplan, the door it asks at, its journal, its fallback plans.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallFact, OfferedCall } from '../../core/call.ts';
import type { RoutedOrder } from '../../core/routing/place-order.ts';
import type { Plan, QueueAsk, QueueTurn } from '../../core/routing/plan.ts';
import { folderOf, type SystemUser } from '../../machine/system-user.ts';
import { connectAri } from './ari.ts';
import { type AsteriskSettings, engineFolders, maxCalls, type Trunk } from './configuration.ts';
import { dialplan, type Extension } from './dialplan.ts';
import { type Engine, startEngine } from './engine.ts';
import type { AsteriskInstall } from './install.ts';
import { type JournalReader, makeJournal, type Place, readJournal } from './journal-file.ts';
import { serveOffers } from './offer.ts';
import { checkFolders, type Outbound, type OutboundCall, openOutbound } from './outbound.ts';
import { type AgentPhone, agentEndpoint, phoneSections } from './phones.ts';
import { hangUpCall, placeCall } from './placing.ts';
import { type NumberPlan, writeFallbackPlans } from './plans.ts';
import { openRendering } from './rendering.ts';
import { openEngineSounds } from './sounds.ts';
import { type SipRefusal, watchStrangers } from './strangers.ts';

export type Telephony = {
  /** begins to take calls: from now on Asterisk is answered, and what it did meanwhile is told */
  open(handlers: TelephonyHandlers): Promise<void>;
  /** what the operators' numbers and addresses and the agents' phones are now; calls go on meanwhile */
  apply(routing: {
    trunks: readonly Trunk[];
    plans: readonly NumberPlan[];
    phones?: readonly AgentPhone[];
  }): Promise<void>;
  /** phones that register with us, and which of them are there now */
  phones(): Promise<{ login: string; online: boolean }[]>;
  /** rings the agent, then the client; throws an Error that says why there can be no such call */
  place(order: RoutedOrder): Promise<{ providerCallId: string }>;
  /** ends a call, whoever is in it */
  hangUp(providerCallId: string): Promise<void>;
  /** a test call to `number` through a connection with a way out; throws an Error that says why there can be none */
  dialOut(order: { id: string; connectionId: string; number: string; callerId: string }): Promise<OutboundCall>;
  /** of test calls that another node dials */
  foreignChecks: Pick<Outbound, 'expect' | 'heardThere'>;
  /** how many calls the engine takes at one time */
  maxCalls: number;
  /** ends the engine too: talks are cut */
  stop(): Promise<void>;
};
export type TelephonyHandlers = {
  onOffer: (offer: OfferedCall) => Promise<Plan>;
  /** may take its time: the caller hears music */
  onQueue: (ask: QueueAsk) => Promise<QueueTurn>;
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
  const keep = { trunks: path.join(runDir, 'trunks.json'), phones: path.join(runDir, 'phones.json') };
  let trunks = kept<Trunk>(keep.trunks);
  let phones = kept<AgentPhone>(keep.phones);
  let handlers: TelephonyHandlers | undefined;
  const sounds = openEngineSounds({ dataDir, runDir });
  const settings = (): AsteriskSettings => ({
    name: options.nodeName,
    runDir,
    sip: options.sip,
    rtp: { first: options.sip.rtpFirst, last: options.sip.rtpLast },
    httpPort: enginePort + 1,
    ariPassword: secret,
    trunks,
    phones,
    music: { folder: sounds.music, sounds: sounds.now() },
    extensions: dialplan({
      offerUrl: `http://127.0.0.1:${enginePort}/${secret}`,
      recordingsDir: rawFolder,
      plansDir,
      soundsDir: sounds.folder,
      checks: checkFolders(runDir),
      extensions: phones.flatMap(extensionOf),
    }),
  });
  const book = () => ({ endpoints: new Set(phoneSections(phones, trunks).keys()) });
  const ari = connectAri({ port: enginePort + 1, password: secret });
  const outbound = openOutbound({ ari, runDir, user });
  // Not vital: a call that can't be told over now is told over at the next start.
  const tellAlive = async () => {
    try {
      const channels = await ari.channels();
      await handlers?.onAlive(new Set(channels.flatMap(({ id, callId }) => [id, callId])));
    } catch (error) {
      log('calls that an engine did not live to end could not be ended yet', error);
    }
  };
  const onRestart = async () => {
    await journal?.caughtUp(); // its last lines may tell an end that ARI no longer knows
    await tellAlive();
  };
  const engine: Engine = await startEngine({ settings: settings(), install, user, log, onRestart });
  makeJournal(engineFolders(runDir).journal, user);
  const { journal: journalFile, log: logFolder } = engineFolders(runDir);
  const rendering = openRendering({
    sounds,
    book,
    // for the next call that waits with this sound
    onNewMusic: () => void engine.apply(settings()).catch((error) => log('a new sound is not music yet', error)),
  });
  const strangers = watchStrangers({
    file: path.join(logFolder, 'messages'),
    onRefused: (reason, times) => handlers?.onRefused(reason, times),
  });
  const fallbackOf = (number: NumberPlan) => {
    try {
      return rendering.fallback(number);
    } catch (error) {
      log(`the plan on disk of ${number.dialledForms[0]} stays as it was`, error);
      return null;
    }
  };
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
      const { onOffer, onQueue } = given;
      offers = await serveOffers({ port: enginePort, secret, onOffer, onQueue, render: rendering, log });
      await journal.caughtUp();
      await tellAlive();
    },
    async apply(routing) {
      trunks = [...routing.trunks];
      phones = [...(routing.phones ?? phones)];
      // they hold passwords
      writeFileSync(keep.trunks, JSON.stringify(trunks), { mode: 0o600 });
      writeFileSync(keep.phones, JSON.stringify(phones), { mode: 0o600 });
      const writePlans = () => {
        rendering.setNumbers(routing.plans);
        writeFallbackPlans(plansDir, routing.plans, fallbackOf);
      };
      // The phones first: plans name them. Should the engine be down just now, it reads all of it at its start.
      await engine.apply(settings()).finally(writePlans);
    },
    async phones() {
      const logins = new Set(phones.flatMap(({ phone }) => (phone.kind === 'registered' ? [phone.login] : [])));
      const endpoints = await ari.pjsipEndpoints();
      return endpoints.filter(({ name }) => logins.has(name)).map(({ name, online }) => ({ login: name, online }));
    },
    place: (order) => placeCall(order, { ari, book: book(), trunks }),
    hangUp: (providerCallId) => hangUpCall(providerCallId, ari),
    async dialOut(order) {
      const uri = trunks.find((trunk) => trunk.id === order.connectionId)?.out?.uri;
      if (!uri) throw new Error("The number's connection has no way out. Give it an outbound address.");
      return outbound.dialOut({ ...order, serverUri: uri });
    },
    foreignChecks: { expect: outbound.expect, heardThere: outbound.heardThere },
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

// Trunks and phones as they were, for a start without the database.
function kept<T>(file: string): T[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T[]) : [];
}

function extensionOf({ agentId, siteId, phone, extension }: AgentPhone): Extension[] {
  if (!extension || phone.kind === 'number') return []; // calls out cost money: a phone here calls colleagues only
  return [{ siteId, extension, endpoint: agentEndpoint(agentId), registered: phone.kind === 'registered' }];
}
