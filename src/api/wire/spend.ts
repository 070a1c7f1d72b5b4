// Shapes of spend: money paid for ads, by day and source.
import { z } from 'zod';
import { Level, Text } from './base.ts';
import { RefusedLines } from './deals.ts';

const Day = z.iso.date().regex(/^(19|20|21)/, 'a date of our time');
const Cost = z.object({
  minor: z.number().min(-1e13).max(1e13).describe('in the smallest unit of the currency, with at most four decimals'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code'),
});
const Count = z.int().min(0).max(2_147_483_647).nullable().default(null);
const Feed = Text.trim().max(80);

export const SpendTold = z.object({
  day: Day.describe("in the site's time zone"),
  source: Level,
  medium: Level,
  campaign: Level,
  campaignId: Level.describe("the ad system's own"),
  adGroup: Level,
  content: Level,
  term: Level,
  cost: Cost,
  vatIncluded: z.boolean().nullable().default(null).describe('null: nobody says'),
  clicks: Count,
  impressions: Count,
});
export const SpendPost = z.object({
  feed: Feed.default('').describe('which program tells it, where there are several: each replaces its own days only'),
  from: Day.optional(),
  to: Day.optional().describe(
    'with from: these days are replaced, those without a row too; default: the days of the rows',
  ),
  rows: z.array(SpendTold).max(10_000),
});
export const SpendTaken = z.object({ days: z.int().describe('that were replaced'), rows: z.int() });
export const SpendRow = z.object({
  id: z.uuid(),
  destinationId: z.uuid().nullable().describe('the ad system that tells it; null: a file or a program'),
  feed: z.string(),
  day: Day,
  source: z.string().nullable(),
  medium: z.string().nullable(),
  campaign: z.string().nullable(),
  campaignId: z.string().nullable(),
  adGroup: z.string().nullable(),
  content: z.string().nullable(),
  term: z.string().nullable(),
  cost: Cost,
  vatIncluded: z.boolean().nullable(),
  clicks: z.int().nullable(),
  impressions: z.int().nullable(),
});
export const SpendQuery = z.object({
  from: Day.optional(),
  to: Day.optional(),
  feed: Feed.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export const SpendList = z.object({ items: z.array(SpendRow), nextCursor: z.string().nullable() });
export const SpendImportQuery = z.object({
  feed: Feed.default(''),
  dry: z.stringbool().default(false).describe('only say whether it can be taken'),
});
export const SpendImport = RefusedLines.extend({
  applied: z.boolean().describe('false: a dry run, or a line was refused, or there was none'),
  lines: z.int(),
  days: z.int(),
});
export const SpendCsv = { description: 'the spend', content: { 'text/csv': { schema: z.string() } } };

export type SpendRow = z.infer<typeof SpendRow>;
export type SpendList = z.infer<typeof SpendList>;
export type SpendImport = z.infer<typeof SpendImport>;
export type SpendTaken = z.infer<typeof SpendTaken>;
