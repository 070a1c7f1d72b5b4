// Calls at an engine of their own, for tests: who calls has a number of their own, whoever is rung answers with a tone, and
// after each test all hang up.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan, PlanTarget, Step } from '../../src/core/routing/plan.ts';
import { agentAt, newTarget, planOf, startEngineForTests, type TestEngine, trunkFrom } from './engine.ts';
import { openSoftphone, type SoftCall, type Softphone } from './softphone.ts';

export const CALLER_HZ = 440;
export const ANNA_HZ = 1000;

export type Talks = {
  /** hung up after the test */
  open: SoftCall[];
  /** from `operator` to a number of its own with this plan, talking at CALLER_HZ; `caller` names the call afterwards */
  call(operator: Softphone, plan: Plan): Promise<SoftCall & { caller: string }>;
  /** the phone rings, is answered after so long, and says its tone */
  answers(phone: Softphone, hz?: number, ringMs?: number): Promise<SoftCall>;
  /** ends what is open */
  hangUp(): Promise<void>;
};

/** `inService`: what makes a number known to the engine before it is called. */
export function openTalks(engine: TestEngine, inService: () => Promise<void> = async () => {}): Talks {
  const open: SoftCall[] = [];
  let callers = 100;
  return {
    open,
    async call(operator, plan) {
      const caller = `+7916000${callers++}0`;
      const number = `7495000${callers}0`;
      engine.plan(number, plan);
      await inService();
      const made = await operator.call({ to: engine.server, number, caller });
      made.say(CALLER_HZ);
      open.push(made);
      return Object.assign(made, { caller });
    },
    async answers(phone, hz = ANNA_HZ, ringMs = 0) {
      const incoming = await phone.incoming();
      open.push(incoming);
      incoming.ring();
      if (ringMs > 0) await sleep(ringMs);
      incoming.say(hz);
      incoming.answer();
      await incoming.answered;
      return incoming;
    },
    async hangUp() {
      await Promise.all(open.splice(0).map((call) => call.hangUp()));
    },
  };
}

export type EngineRoom = Omit<Talks, 'call'> & {
  engine: TestEngine;
  operator: Softphone;
  annaPhone: Softphone;
  borisPhone: Softphone;
  anna: PlanTarget;
  boris: PlanTarget;
  /** from the operator, to these steps, recorded */
  call(...steps: Step[]): Promise<SoftCall & { caller: string }>;
  close(): Promise<void>;
};

/** An engine with one operator, and two agents at phones of their own. `sounds`: of one tone each, name, hertz, seconds. */
export async function openEngineRoom(...sounds: [string, number, number][]): Promise<EngineRoom> {
  const phones = await Promise.all(['127.0.0.3', '127.0.0.4', '127.0.0.5'].map((address) => openSoftphone(address)));
  const [operator, annaPhone, borisPhone] = phones as [Softphone, Softphone, Softphone];
  const anna = newTarget('Anna', { kind: 'sip', uri: annaPhone.uri });
  const boris = newTarget('Boris', { kind: 'sip', uri: borisPhone.uri });
  const engine = await startEngineForTests([trunkFrom('127.0.0.3')]);
  for (const sound of sounds) engine.sound(...sound); // music is known to the engine by what is there when it is told of agents
  await engine.agents([agentAt(anna), agentAt(boris)]);
  const talks = openTalks(engine);
  return {
    ...{ ...talks, engine, operator, annaPhone, borisPhone, anna, boris },
    call: (...steps) => talks.call(operator, planOf(...steps)),
    async close() {
      await Promise.all(phones.map((phone) => phone.close()));
      await engine.close();
    },
  };
}

/** The agents are rung together for 20 s; nobody whispers, asks for a key, or goes on otherwise. */
export const dial = (targets: readonly PlanTarget[], more: Partial<Step & { do: 'dial' }> = {}): Step => ({
  ...{ do: 'dial', targets, ringSeconds: 20, whisper: null, acceptKey: null, else: null },
  ...more,
});
