// The shop that the small apps of the tests show.

/** The state of the shop's page. Phones are as the shop prints them. */
export type Shop = {
  phone: string;
  hours: number;
  urgent: boolean;
  hasCard: boolean;
  branches: { id: number; phone: string }[];
};

/** The address that dials the phone. */
export const link = (phone: string): string => `tel:${phone.replace(/\D/g, '').replace(/^[78]/, '+7')}`;

// Templates often print a number in two parts, each an element of its own.
const AREA_LENGTH = 8;
export const area = (phone: string): string => phone.slice(0, AREA_LENGTH);
export const rest = (phone: string): string => phone.slice(AREA_LENGTH);

/** The state that every page begins with. */
export const FIRST: Shop = {
  phone: '8 (495) 123-45-67',
  hours: 3,
  urgent: false,
  hasCard: true,
  branches: [1, 2, 3].map((id) => ({ id, phone: '84951234567' })),
};

/** The game with an app and its twin (twins.ts), for the test that asks for it. */
export type Twins = {
  /** Puts both on the page. `digits` are the tracking number's, national. */
  start(digits: string, options?: { hydrates?: boolean; isCalm?: boolean }): void;
  /** So many random states, most of them small steps from the one before. Tells what was wrong. */
  play(game: { seed: number; steps: number }): Promise<string[]>;
  /** Asks both for this state and waits until it is painted. */
  turn(part: Partial<Shop>): Promise<void>;
  complaintsSoFar(): string[];
  /** What a person has typed into each. */
  notes(): string[][];
  rememberNodes(): void;
  /** How many of the remembered nodes are where they were, of all: of each. */
  sameNodes(): string[];
  /** Takes both off the page; what is left of the app. */
  end(): string;
};
