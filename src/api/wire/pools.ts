// Pools: which visits they serve, how, and what came of it; numbers that have leaked out of them.
import { z } from 'zod';
import { E164, Name, Probability, Text, Time } from './base.ts';

const Patterns = z.array(Text.trim().min(1).max(300)).max(200);

/** Which visits a pool serves. A list that is left out or empty means any; letters' case does not matter. */
export const Targeting = z.object({
  channels: Patterns.optional().describe('paid-search, organic, …; * stands for anything'),
  sources: Patterns.optional().describe('yandex, google, …; * stands for anything, "(none)" for none given'),
  campaigns: Patterns.optional().describe('spring, or spring-*; "(none)" for none given'),
  pages: Patterns.optional().describe(
    'of the landing page: /flowers for it and what is below it, or with *: /f*, */roses; with an origin before it, only there',
  ),
  regions: Patterns.optional().describe('of the visitor\'s address; "(none)" where it is not known'),
  devices: z
    .array(z.enum(['desktop', 'mobile', 'tablet', 'other']))
    .max(4)
    .optional(),
});

export const PoolPolicy = z.enum(['source-aware', 'lru', 'lifo', 'random', 'sub-pools']);
export const PoolOverflow = z
  .enum(['share', 'fallback'])
  .describe('when every number has a live lease: one of them is shown to one more visit, or the page keeps its own');

const settings = {
  name: Name,
  targetNumber: E164.describe("the business's own number, as printed on the page"),
  targeting: Targeting,
  policy: PoolPolicy,
  overflow: PoolOverflow,
};

/** A visit gets a number from the first pool by `position`, of those for a target number, whose targeting it meets. */
export const Pool = z.object({
  id: z.uuid(),
  position: z.int().describe('0 is asked first'),
  ...settings,
  numbers: z.int(),
  outOfOrder: z.int().describe('of these numbers, how many are not shown because calls do not reach us through them'),
  openPages: z.int().describe('pages open now that hold a number'),
  liveLeases: z.int(),
});

export const PoolCreate = z.object({
  ...settings,
  targeting: Targeting.default({}),
  policy: PoolPolicy.default('source-aware'),
  overflow: PoolOverflow.default('share'),
});
export const PoolPatch = z.object(settings).partial();
export const PoolOrder = z.object({
  pools: z.array(z.uuid()).max(1000).describe('ids of all pools of the site: the first is asked first'),
});

const count = z.int().min(0);
const shortages = {
  overflow: count.describe('page views that kept their own number because every number was held'),
  poolEmpty: count.describe('page views for which the pool had no number that works'),
};

export const PoolStats = z.object({
  from: Time,
  to: Time,
  leases: count.describe('numbers shown to visits'),
  shared: count.describe('of these, numbers that had an open page or a live lease'),
  sharedShare: Probability.nullable().describe('of the leases where it is known; null: of none'),
  sticky: count.describe("of these, the visitor's number of last time"),
  stickyShare: Probability.nullable(),
  ...shortages,
  forgotten: count.describe('holders that left memory early since the start, because the pool had too many'),
  numbers: z
    .array(z.object({ id: z.uuid(), number: E164, openPages: count, liveLeases: count, holders: count }))
    .describe('what each number holds now; holders: visits of the last two weeks'),
  days: z.array(z.object({ day: z.iso.date(), leases: count, shared: count, sticky: count, ...shortages })),
});

/** Why a number is thought to be known outside the pages it was shown on. */
export const Leak = z.object({
  numberId: z.uuid(),
  number: E164,
  poolId: z.uuid().nullable().describe('null: it is in no pool any more'),
  leakedSince: Time.nullable().describe('null: looked at, not leaked'),
  pages: z.array(z.string()).describe('addresses of pages whose HTML has it, as the server sends it'),
  calls: count.describe('first-time calls of the last 30 days'),
  nobody: count.describe('of these, calls that no visit explains'),
  expected: z.number().min(0).describe('how many such calls wrong numbers and the like explain'),
  chance: Probability.describe('that so many or more come by chance'),
});
export const LeakPageProblem = z.object({ page: z.string(), detail: z.string() });
export const Leaks = z.object({
  scannedAt: Time.nullable().describe('when the pages were last read; null: never'),
  pagesRead: count,
  unread: z.array(LeakPageProblem).describe('pages that could not be read, and why'),
  threshold: Probability.describe('a chance below it makes a number leaked'),
  numbers: z.array(Leak).describe('leaked ones first'),
});

export type Targeting = z.infer<typeof Targeting>;
export type Pool = z.infer<typeof Pool>;
export type PoolStats = z.infer<typeof PoolStats>;
export type Leak = z.infer<typeof Leak>;
export type Leaks = z.infer<typeof Leaks>;
