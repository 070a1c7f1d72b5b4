// Phone numbers out of pasted text: one a line, or between commas and semicolons, written however people write them.
import { toE164 } from './phone.ts';

export interface NumberLines {
  /** In the order of the text, each once. */
  e164s: string[];
  /** What is no phone number, as it was written. */
  bad: string[];
  twice: string[];
}

export function numbersIn(text: string): NumberLines {
  const lines: NumberLines = { e164s: [], bad: [], twice: [] };
  for (const piece of text.split(/[\n,;\t]+/)) {
    const written = piece.trim();
    if (written === '') continue;
    const e164 = toE164(written);
    if (!e164) lines.bad.push(written);
    else if (lines.e164s.includes(e164)) lines.twice.push(written);
    else lines.e164s.push(e164);
  }
  return lines;
}
