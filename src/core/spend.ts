// Money paid for ads, as an ad system, a file or a person tells it.
import type { Money } from './money.ts';

/** One day of one line of an ad system's report. What is null is not told apart. */
export type FarSpend = {
  /** in the site's time zone, YYYY-MM-DD */
  day: string;
  source: string | null;
  medium: string | null;
  campaign: string | null;
  /** the ad system's own ids: what click ids and UTM marks name */
  campaignId: string | null;
  adGroup: string | null;
  content: string | null;
  term: string | null;
  /** as it was charged, VAT among it or not as `vatIncluded` says */
  cost: Money;
  vatIncluded: boolean | null;
  clicks: number | null;
  impressions: number | null;
};
