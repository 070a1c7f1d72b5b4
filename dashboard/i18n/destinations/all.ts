// The words of every kind of destination, by kind.
import { googleAnalytics4 } from './google-analytics-4.ts';
import { webhook } from './webhook.ts';
import type { DestinationWords } from './words.ts';

export const destinationWords: Readonly<Record<string, DestinationWords>> = {
  'google-analytics-4': googleAnalytics4,
  webhook,
};
