// The small shapes that all others are made of.
import { z } from 'zod';

export const Time = z.iso.datetime({ offset: true });
export const Probability = z.number().min(0).max(1);
export const Seconds = z.number().min(0);
// PostgreSQL keeps no U+0000 and no halves of surrogate pairs; the other control characters would part our own keys.
export const Text = z
  .string()
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'text without control characters');
export const Name = Text.trim().min(1).max(120);
export const E164 = z.string().regex(/^\+[1-9]\d{5,14}$/, 'a phone number in E.164 form, such as +74951234567');

export const SipUri = Text.max(200)
  .regex(/^sip:[^\s;,&|()"$]+$/, 'a SIP address such as sip:manager@192.0.2.10:5060')
  .describe('where it is rung');

export const Source = z.object({
  channel: z.string().describe('paid-search, organic, social, … : see docs/glossary.md'),
  source: z.string().nullable(),
  medium: z.string().nullable(),
  campaign: z.string().nullable(),
  adGroup: z.string().nullable(),
  content: z.string().nullable(),
  term: z.string().nullable().describe('the keyword'),
});

export const Level = Text.trim().min(1).max(200).nullable().default(null);
/** A source as people state it for a number: what is left out is "none given". */
export const SourceStated = z.object({
  channel: Text.trim().min(1).max(80),
  source: Level,
  medium: Level,
  campaign: Level,
  adGroup: Level,
  content: Level,
  term: Level,
});
export type Source = z.infer<typeof Source>;
