// The words of every kind of destination, by kind.
import { webhook } from './webhook.ts';
import type { DestinationWords } from './words.ts';

export const destinationWords: Readonly<Record<string, DestinationWords>> = {
  webhook,
};
