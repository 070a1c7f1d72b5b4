// The shapes of the planner: how many numbers a site needs and what one more buys.
import { z } from 'zod';
import { Probability, Time } from './base.ts';

/** What is not given is taken from the site's own log, or, where there is too little of it, assumed as the answer says. */
export const PlanQuestion = z.object({
  visitsPerDay: z.number().min(1).max(1_000_000).optional(),
  sources: z.int().min(1).max(2000).optional().describe('campaigns that bring visits, of all channels together'),
  opensAt: z.int().min(0).max(23).optional().describe('hour of the day, in the time zone of the site'),
  closesAt: z.int().min(1).max(24).optional(),
  numberCost: z.object({ minor: z.int().min(0), currency: z.string().regex(/^[A-Z]{3}$/) }).optional(),
});

const Range = z
  .object({ mean: Probability, low: Probability, high: Probability })
  .describe('share of first-time calls answered right: mean and range over simulated runs');

export const PlanPoint = z.object({
  numbers: z.int(),
  channel: Range,
  campaign: Range,
  visit: Range,
  shared: Probability.describe('share of visits that are shown a number in use'),
  overflow: Probability.describe('share of visits that would find no free number if leases were locks'),
  monthlyCost: z.object({ minor: z.int(), currency: z.string() }).nullable(),
});

export const PlanAnswer = z.object({
  basis: z
    .enum(['log', 'assumed'])
    .describe('replayed from the visits of the site, or from a made-up world of the given size'),
  days: z.int().describe('days of log replayed, or simulated'),
  visitsPerDay: z.number(),
  sources: z.int(),
  channels: z.int(),
  opensAt: z.int(),
  closesAt: z.int(),
  calls: z.int().describe('calls simulated for each point'),
  startWith: z.int().describe('numbers to begin with, by formula'),
  numbersNow: z.int(),
  points: z.array(PlanPoint).describe('fewest numbers first'),
  oneMore: z
    .object({ channel: z.number(), campaign: z.number(), visit: z.number() })
    .nullable()
    .describe('what one more number than now (or than startWith) adds to each share'),
  enoughFor: z
    .object({ campaign95: z.int().nullable(), visit85: z.int().nullable() })
    .describe('fewest numbers that reach it; null: none of the points does'),
});

/** The plan's promise beside what real calls say of themselves, from seven days of calls on. */
export const PlanCheck = z.object({
  predicted: z.object({ channel: Probability, campaign: Probability, visit: Probability }),
  confidence: z.object({ channel: Probability, campaign: Probability, visit: Probability }),
  calls: z.int(),
  days: z.int(),
  apart: z.boolean().describe('more than two points between them: the plan and the site have grown apart'),
});

export const Plan = z.object({
  state: z.enum(['none', 'running', 'ready', 'failed']),
  reason: z.string().nullable().describe('why it failed'),
  askedAt: Time.nullable(),
  madeAt: Time.nullable(),
  question: PlanQuestion.nullable(),
  answer: PlanAnswer.nullable(),
  check: PlanCheck.nullable(),
});

export type PlanQuestion = z.infer<typeof PlanQuestion>;
export type PlanAnswer = z.infer<typeof PlanAnswer>;
export type PlanPoint = z.infer<typeof PlanPoint>;
export type PlanCheck = z.infer<typeof PlanCheck>;
export type Plan = z.infer<typeof Plan>;
