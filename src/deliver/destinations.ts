// Every destination there is, by its kind.
import { googleAnalytics4 } from './destinations/google-analytics-4.ts';
import { webhook } from './destinations/webhook.ts';
import type { Destination } from './port.ts';

const ALL: readonly Destination[] = [googleAnalytics4, webhook];

export const DESTINATIONS: ReadonlyMap<string, Destination> = new Map(ALL.map((one) => [one.kind, one]));
