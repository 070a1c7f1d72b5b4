// Shapes of spam: rules, lists of callers, what was marked.
import { z } from 'zod';
import { SPAM_REASONS, SPAM_WEIGHTS } from '../../core/spam.ts';
import { Text, Time } from './base.ts';

export const SpamReason = z.enum(SPAM_REASONS as [(typeof SPAM_REASONS)[number], ...typeof SPAM_REASONS]);

export const SpamRules = z.object({
  holdsBack: z.boolean().describe('false: what is spam at ring time is let through and only marked'),
  threshold: z.int().min(1).max(1000).describe('from this sum on a call is spam'),
  weights: z
    .partialRecord(SpamReason, z.int().min(0).max(1000))
    .describe(`where they differ from the usual: ${JSON.stringify(SPAM_WEIGHTS)}`),
  callerCalls: z.int().min(2).max(1000).describe('so many calls of one caller …'),
  callerMinutes: z.int().min(1).max(60).describe('… within so many minutes are a flood'),
  numberCalls: z.int().min(2).max(10_000),
  numberMinutes: z.int().min(1).max(60),
});
export const SpamRulesCard = SpamRules.extend({
  usual: z.array(z.object({ reason: SpamReason, weight: z.int() })).describe('every signal with its usual weight'),
});

export const ListedCaller = z.object({
  id: z.uuid(),
  list: z.enum(['blocked', 'safe']),
  match: z.enum(['phone', 'prefix', 'hidden']),
  phone: z.string().nullable().describe('E.164; of a prefix its beginning; null: all who show no number'),
  note: z.string(),
  createdAt: Time,
  by: z.string().nullable(),
});
export const ListCaller = z
  .object({
    list: z.enum(['blocked', 'safe']),
    match: z.enum(['phone', 'prefix', 'hidden']),
    phone: Text.max(64).optional(),
    note: Text.trim().max(200).default(''),
  })
  .refine(({ list, match }) => list === 'blocked' || match === 'phone', 'only whole phones can be safe')
  .refine(
    ({ match, phone }) => (match === 'hidden') === (phone === undefined),
    'phone: give it unless match is hidden',
  );

export const SpamFigures = z.object({
  marked: z.int(),
  heldBack: z.int().describe('of those marked: rejected before they were answered'),
  undone: z.int().describe('marked by rules, and a person said that they were none'),
  byReason: z.array(z.object({ reason: z.string(), calls: z.int() })),
});
export const SpamSaid = z.object({
  block: z.boolean().default(false).describe('also hold the caller back from now on'),
});

export type SpamRules = z.infer<typeof SpamRules>;
export type SpamRulesCard = z.infer<typeof SpamRulesCard>;
export type SpamReason = z.infer<typeof SpamReason>;
export type ListedCaller = z.infer<typeof ListedCaller>;
export type SpamFigures = z.infer<typeof SpamFigures>;
