// Placements: static numbers that are shown on the site, to whom and instead of which number.
import { z } from 'zod';
import { E164, Source } from './base.ts';
import { Targeting } from './pools.ts';

export const Audience = z
  .enum(['visitors', 'without-consent', 'robots'])
  .describe(
    'visitors: people who may be known; without-consent: people who may not, of whom nothing is stored; robots: crawlers and automated browsers',
  );

const settings = {
  targetNumber: E164.describe("the business's own number, as printed on the page"),
  audiences: z.array(Audience).min(1).max(3).describe('to whom it is shown'),
  targeting: Targeting,
};

/** A page view gets the first placement by `position`, of those for a target number, that is for it; else a pool is asked. */
export const Placement = z.object({
  numberId: z.uuid(),
  number: E164.describe('the static number that is shown'),
  position: z.int().describe('0 is asked first'),
  ...settings,
  staticSource: Source.describe('what calls to the number are credited to'),
  outOfOrder: z.boolean().describe('calls do not reach us through it: it is not shown until they do'),
});

/** PUT /sites/:site/placements/:number */
export const PlacementPut = z.object({
  ...settings,
  audiences: settings.audiences.default(['visitors']),
  targeting: Targeting.default({}),
});

/** PUT /sites/:site/placements/order */
export const PlacementOrder = z.object({
  numbers: z.array(z.uuid()).max(1000).describe('ids of the numbers of all placements: the first is asked first'),
});

export type Audience = z.infer<typeof Audience>;
export type Placement = z.infer<typeof Placement>;
