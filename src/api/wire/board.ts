// The live board: what every agent of a site does at this moment, who waits, and what of today is not done.
import { z } from 'zod';
import { E164, Seconds, Time } from './base.ts';

export const AgentState = z.enum(['free', 'talking', 'wrap-up', 'away', 'off-shift']);

const Person = z.object({
  caller: E164.nullable().describe('of a call of ours: the client'),
  name: z.string().nullable().describe('of the contact with this phone'),
  vip: z.boolean(),
});

export const BoardAgent = z.object({
  id: z.uuid(),
  name: z.string(),
  state: AgentState,
  since: Time.nullable().describe('null: not known'),
  until: Time.nullable().describe('when wrap-up ends by itself'),
  reason: z.string().describe('of being away'),
  isOnShift: z.boolean(),
  online: z
    .boolean()
    .nullable()
    .describe('whether its phone is registered with us; null: it need not be, or not known'),
  call: Person.extend({
    id: z.uuid(),
    since: Time.describe('when the talk, or the ringing, began'),
    ringing: z.boolean(),
    number: E164.describe('ours'),
    direction: z.enum(['in', 'out']),
  }).nullable(),
  today: z.object({
    calls: z.int().describe('talks that began today'),
    talkSeconds: Seconds.describe('of those that have ended'),
  }),
});

export const BoardWaiting = Person.extend({
  callId: z.uuid(),
  team: z.string().nullable().describe('whose queue it is'),
  since: Time,
});

export const Board = z.object({
  agents: z.array(BoardAgent),
  waiting: z.array(BoardWaiting).describe('callers in queues, longest waiting first'),
  today: z.object({ calls: z.int(), answered: z.int(), missed: z.int() }),
  callBacks: z.object({
    open: z.int().describe('missed callers whom nobody has reached yet'),
    late: z.int().describe('of these, beyond the time limit'),
  }),
});

export type AgentState = z.infer<typeof AgentState>;
export type BoardAgent = z.infer<typeof BoardAgent>;
export type BoardWaiting = z.infer<typeof BoardWaiting>;
export type Board = z.infer<typeof Board>;
