// Shapes of deals: what calls became, as a CRM, a file or a program tells it.
import { z } from 'zod';
import { E164, Text, Time } from './base.ts';

const Currency = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code');
/** Money that may have been given back. */
export const SignedMoney = z.object({
  minor: z
    .int()
    .min(-1e13)
    .max(1e13)
    .describe('in the smallest unit of the currency: kopecks, cents; below zero: given back'),
  currency: Currency,
});
export const DealStatus = z.enum(['open', 'won', 'lost']);
const Stage = z.object({ id: Text.trim().min(1).max(200), name: Text.trim().max(200) });

export const Deal = z.object({
  id: z.uuid(),
  farId: z.string().describe('what whoever tells of it calls it'),
  destinationId: z.uuid().nullable().describe('the CRM that tells of it; null: a file or a program'),
  callId: z.uuid().nullable().describe('the call it came of'),
  phones: z.array(z.string()),
  title: z.string().nullable(),
  stage: z.object({ id: z.string(), name: z.string() }).nullable(),
  status: DealStatus,
  amount: SignedMoney.nullable(),
  url: z.string().nullable(),
  createdAt: Time,
  changedAt: Time,
});

export const DealTold = z.object({
  farId: Text.trim().min(1).max(200).describe('your id of it: told again with the same, it is the same deal'),
  phones: z.array(E164).max(20).default([]).describe('of the client; the deal belongs to their call'),
  callId: z.uuid().optional().describe('the call it came of, where you know it'),
  title: Text.trim().max(500).nullable().default(null),
  stage: Stage.nullable().default(null),
  status: DealStatus.default('open'),
  amount: SignedMoney.nullable().default(null),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  createdAt: Time.optional().describe('default: changedAt'),
  changedAt: Time.optional().describe(
    'when it came to stand as it does; default: now. What is older than what is kept is left out.',
  ),
});
export const DealsTold = z.union([DealTold, z.array(DealTold).min(1).max(1000)]);
export const DealsQuery = z.object({
  tell: z.stringbool().default(true).describe('destinations hear of deals that stand otherwise than before'),
});
export const DealsTaken = z.object({
  added: z.int(),
  changed: z.int().describe('known, and standing otherwise now'),
  same: z.int(),
  older: z.int().describe('left out: what is kept is newer'),
});
export const DealListQuery = z.object({
  status: DealStatus.optional(),
  call: z.uuid().optional(),
  phone: E164.optional(),
  from: Time.optional().describe('of the last change'),
  to: Time.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const DealList = z.object({ items: z.array(Deal), nextCursor: z.string().nullable() });

export const RefusedLines = z.object({
  refused: z.array(z.object({ line: z.int().describe('of the file, its header being line 1'), error: z.string() })),
  refusedCount: z.int(),
});
export const DealsImportQuery = DealsQuery.extend({
  dry: z.stringbool().default(false).describe('only say what would change'),
});
export const DealsImport = DealsTaken.extend(RefusedLines.shape).extend({
  applied: z.boolean().describe('false: a dry run, or a line was refused'),
  lines: z.int(),
});
export const DealsCsv = { description: 'the deals', content: { 'text/csv': { schema: z.string() } } };

export type Deal = z.infer<typeof Deal>;
export type DealTold = z.infer<typeof DealTold>;
export type DealList = z.infer<typeof DealList>;
export type DealsTaken = z.infer<typeof DealsTaken>;
export type DealsImport = z.infer<typeof DealsImport>;
