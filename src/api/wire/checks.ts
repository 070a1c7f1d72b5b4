// Shapes of number health: test calls to numbers, and numbers that are silent although they were shown.
import { z } from 'zod';
import { CHECK_REASONS } from '../../core/numbers/number-check.ts';
import { E164, Probability, Time } from './base.ts';

export const CheckOutcome = z.enum(['good', 'bad', 'inconclusive']);
export const CheckReason = z.enum(CHECK_REASONS);

export const NumberCheck = z.object({
  id: z.uuid(),
  at: Time.describe('when it was dialled'),
  outcome: CheckOutcome.describe('inconclusive: it says nothing about the number'),
  reason: CheckReason.nullable().describe('why it is not good'),
  reachedMs: z.int().nullable().describe('from dialling to our own engine being rung; null: it was not'),
  did: z.string().nullable().describe('what the operator said was dialled'),
  caller: z.string().nullable().describe('the caller id that reached us'),
  toneThere: z
    .number()
    .nullable()
    .describe('dB of our tone above everything else on the way in; null: not heard at all'),
  toneBack: z.number().nullable().describe('the same on the way back to the caller'),
});

export const CheckRequest = z.object({
  now: z.boolean().default(false).describe('at once, not in the quiet hours of the connection'),
  force: z.boolean().default(false).describe('even if the connection has had its checks of today'),
});

export const CheckWaiting = z.object({
  id: z.uuid().describe('of the check to come, under which its result will be listed'),
  requestedAt: Time,
  running: z.boolean().describe('the test call is being made now'),
  notBefore: Time.nullable().describe(
    'when the quiet hours or the next day allow it; null: as soon as the line is free',
  ),
});

export const CheckList = z.object({
  items: z.array(NumberCheck).describe('newest first, at most 100'),
  waiting: CheckWaiting.nullable(),
  nextAt: Time.nullable().describe('when the schedule next asks for a check; null: it does not'),
  possible: z.boolean().describe("false: the number's connection has no way out (outboundUri and checkCaller)"),
  outOfOrderSince: Time.nullable(),
});

export const SilentNumber = z.object({
  numberId: z.uuid(),
  e164: E164,
  since: Time.describe('its last call, or since when it is watched'),
  visits: z.int().describe('visits that were shown it since then'),
  expected: z.number().describe("calls that should have come by the site's own rate of calls for each source"),
  p: Probability.describe('chance that none comes if the number works'),
  suspicious: z.boolean(),
});
export const Silence = z.object({
  at: Time,
  numbers: z.array(SilentNumber).describe('the least likely silence first'),
  threshold: Probability.describe('below it a silence is suspicious: corrected for how many numbers are looked at'),
  callsLearnedFrom: z.int().describe("calls that the site's rates are of; too few: nothing is suspicious"),
});

export type NumberCheck = z.infer<typeof NumberCheck>;
export type CheckRequest = z.infer<typeof CheckRequest>;
export type CheckWaiting = z.infer<typeof CheckWaiting>;
export type CheckList = z.infer<typeof CheckList>;
export type SilentNumber = z.infer<typeof SilentNumber>;
export type Silence = z.infer<typeof Silence>;
