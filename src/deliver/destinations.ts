// Every destination there is, by its kind.
import { webhook } from './destinations/webhook.ts';
import type { Destination } from './port.ts';

const ALL: readonly Destination[] = [webhook];

export const DESTINATIONS: ReadonlyMap<string, Destination> = new Map(ALL.map((one) => [one.kind, one]));
