// Asterisk as Dialtrace runs it, without the rest of Dialtrace: plans by the dialled number, and the facts it tells.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readConfig } from '../../src/config.ts';
import { type CallFact, type CallState, callFromFacts } from '../../src/core/call.ts';
import { dialledForms } from '../../src/core/phone.ts';
import type { Phone, Plan, PlanTarget, QueueAsk, QueueTurn, Step } from '../../src/core/routing/plan.ts';
import { stopDaemon } from '../../src/machine/daemon.ts';
import { engineUser } from '../../src/machine/system-user.ts';
import type { Trunk } from '../../src/telephony/asterisk/configuration.ts';
import { installAsterisk } from '../../src/telephony/asterisk/install.ts';
import type { AgentPhone } from '../../src/telephony/asterisk/phones.ts';
import type { SipRefusal } from '../../src/telephony/asterisk/strangers.ts';
import { startTelephony, type Telephony } from '../../src/telephony/asterisk/telephony.ts';
import { freePorts, until } from './system.ts';

export const CONNECTION = '0198c0de-0000-7000-8000-0000000000c1';
export const SITE = '0198c0de-0000-7000-8000-00000000005e';

export type TestEngine = {
  telephony: Telephony;
  server: { address: string; port: number };
  dataDir: string;
  /** the plan of calls to this number from now on */
  plan(number: string, plan: Plan): void;
  /** what a waiting caller is told; null: we do not answer */
  onQueue(answer: ((ask: QueueAsk) => Promise<QueueTurn>) | null): void;
  /** makes agents known to the engine */
  agents(phones: readonly AgentPhone[], trunks?: readonly Trunk[], plans?: readonly [string, Plan][]): Promise<void>;
  facts(callId: string): CallFact[];
  /** the facts of the newest call from this caller, once `when` holds */
  callOf(
    caller: string,
    when?: (facts: CallFact[]) => boolean,
  ): Promise<{ id: string; facts: CallFact[]; call: CallState }>;
  /** the id of the newest call from this caller */
  newest(caller: string): string;
  /** a call, once it is over */
  ended(callId: string): Promise<{ facts: CallFact[]; call: CallState }>;
  /** a sound of one tone */
  sound(name: string, hz: number, seconds: number): void;
  refusals: Map<SipRefusal, number>;
  /** we are gone: nobody answers the engine's questions */
  leave(): void;
  close(): Promise<void>;
};

export const trunkFrom = (...addresses: string[]): Trunk => ({
  id: CONNECTION,
  addresses: addresses.map((address) => `${address}/32`),
});

export async function startEngineForTests(trunks: readonly Trunk[]): Promise<TestEngine> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-engine-'));
  chmodSync(dataDir, 0o755);
  const [port = 0, enginePort = 0] = await freePorts(2);
  const telephony = await startTelephony({
    install: installAsterisk({ cacheDir: readConfig(process.env).cacheDir, log: console.error }),
    user: engineUser(),
    dataDir,
    nodeName: 'dialtrace',
    sip: { address: '127.0.0.1', port, externalAddress: undefined, rtpFirst: 24000, rtpLast: 24999 },
    enginePort,
    log: (message, error) => process.env.SAY && console.error(message, error ?? ''),
  });
  const plans = new Map<string, Plan>();
  const facts: CallFact[] = [];
  const refusals = new Map<SipRefusal, number>();
  let queue: ((ask: QueueAsk) => Promise<QueueTurn>) | null = null;
  let isGone = false;
  const noAnswer = () => Promise.reject(new Error('we are gone'));
  await telephony.open({
    onOffer: async ({ did }) => (isGone ? noAnswer() : (plans.get(did) ?? noAnswer())),
    onQueue: (ask) => (isGone || !queue ? noAnswer() : queue(ask)),
    onFacts: async (news) => void facts.push(...news),
    from: undefined,
    onRefused: (reason, times) => refusals.set(reason, (refusals.get(reason) ?? 0) + times),
    onAlive: async () => {},
  });
  let known: readonly AgentPhone[] = [];
  let ways = trunks;
  await telephony.apply({ trunks, plans: [], phones: [] });
  const factsOf = (id: string) => facts.filter((fact) => fact.providerCallId === id);

  return {
    telephony,
    server: { address: '127.0.0.1', port },
    dataDir,
    plan: (number, plan) => void plans.set(number, plan),
    onQueue: (answer) => {
      queue = answer;
    },
    async agents(phones, given = ways, onDisk = []) {
      known = phones;
      ways = given;
      const numbers = [...plans, ...onDisk].map(([number, plan]) => ({
        ...{ dialledForms: dialledForms(`+${number}`), plan, connectionId: CONNECTION },
      }));
      await telephony.apply({ trunks: ways, plans: numbers, phones: known });
    },
    facts: factsOf,
    callOf: (caller, when = (all) => all.some((fact) => fact.kind === 'ended')) =>
      until(`the call of ${caller} is as expected`, () => {
        const offered = facts.findLast((fact) => fact.kind === 'offered' && fact.callerRaw === caller);
        const all = offered ? factsOf(offered.providerCallId) : [];
        return offered && when(all) ? { id: offered.providerCallId, facts: all, call: callFromFacts(all) } : undefined;
      }),
    newest: (caller) =>
      facts.findLast((fact) => fact.kind === 'offered' && fact.callerRaw === caller)?.providerCallId ?? '',
    ended: (id) =>
      until(`the call ${id} is over`, () => {
        const all = factsOf(id);
        return all.some(({ kind }) => kind === 'ended') ? { facts: all, call: callFromFacts(all) } : undefined;
      }),
    sound(name, hz, seconds) {
      const folder = path.join(dataDir, 'sounds');
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, `${name}.wav`), toneWav(hz, seconds), { mode: 0o644 });
    },
    refusals,
    leave: () => {
      isGone = true;
    },
    async close() {
      await endAtOnce(telephony, path.join(dataDir, 'asterisk'));
      if (!process.env.KEEPDB) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Ends an Asterisk that a test is done with: by itself it takes three seconds. Whoever watches it knows of the end. */
export async function endAtOnce(engine: { stop(): Promise<void> }, runDir: string): Promise<void> {
  const stopped = engine.stop();
  const pid = Number(readFileSync(path.join(runDir, 'pid'), 'utf8'));
  await stopDaemon(pid, runDir, [['SIGKILL', 5]]);
  await stopped;
}

/** An agent at a phone, as the engine is told of it. */
export function agentAt(target: PlanTarget, more: Partial<AgentPhone> = {}): AgentPhone {
  return { agentId: target.id, siteId: SITE, phone: target.phone, password: null, extension: null, ...more };
}

let made = 0;
export function newTarget(name: string, phone: Phone): PlanTarget {
  made++;
  return { id: `0198c0de-0000-7000-8000-${String(made).padStart(12, '0')}`, name, phone };
}

/** A plan of these steps, recorded. */
export const planOf = (...steps: Step[]): Plan => ({ record: true, steps });

/** 8 kHz, mono, 16 bit, at a third of full scale. */
function toneWav(hz: number, seconds: number): Buffer {
  const samples = Int16Array.from({ length: seconds * 8000 }, (_, at) =>
    Math.round(Math.sin((2 * Math.PI * hz * at) / 8000) * 10_000),
  );
  const data = Buffer.from(samples.buffer);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** A raw recording (16-bit little-endian at 8 kHz) as a WAV file of so many channels. */
export function asWav(raw: Buffer, channels: number): Buffer {
  const head = toneWav(0, 0);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(16_000 * channels, 28);
  head.writeUInt16LE(2 * channels, 32);
  head.writeUInt32LE(raw.length, 40);
  return Buffer.concat([head, raw]);
}
