// What comes of a fuzzed page.

export type Fuzzed = {
  /** what is wrong first, with the seed */
  complaint: string | null;
  edits: number;
  /** how often a number was shown */
  numbers: number;
  /** lines with a number that were held against exactly one text, and those where only what is no digit was */
  certain: number;
  uncertain: number;
};

declare global {
  function fuzz(seed: number, rounds: number): Promise<Fuzzed>;
}
