// The shapes of the numbering register: which countries' have been imported.
import { z } from 'zod';
import { Time } from './base.ts';

export const NumberingRegisters = z.object({
  countries: z.array(
    z.object({
      country: z.string().describe('ISO 3166-1 alpha-2'),
      importedAt: Time,
      ranges: z.int(),
      withoutRegion: z.int().describe('of the whole country, of several regions, or of one that is not known'),
      overlaps: z.int().describe('ranges that begin inside another one; the narrower one counts'),
    }),
  ),
});
export type NumberingRegisters = z.infer<typeof NumberingRegisters>;
