// A number as a page is told of it: what the script needs to write one in place of the other.
import { formatForPeople } from '../phone.ts';

/**
 * `find` (on the page) is to be replaced by `show`; both E.164. `text`: `show` as people write it, the country code first
 * and apart: '+7 495 777-00-01'. `own`: the same of `find`, where digits can't be replaced one for one.
 */
export type AnsweredNumber = { find: string; show: string; text: string; own?: string };

/** How the page's number is to be replaced. */
export function answeredNumber({ find, show }: { find: string; show: string }): AnsweredNumber {
  const text = writtenApart(show);
  const isAlike = find.length === show.length && find.startsWith(countryOf(text));
  return isAlike ? { find, show, text } : { find, show, text, own: writtenApart(find) };
}

function writtenApart(e164: string): string {
  const text = formatForPeople(e164);
  return text.includes(' ') ? text : `${e164.slice(0, 2)} ${e164.slice(2)}`; // no country's plan is known
}

const countryOf = (text: string): string => text.slice(0, text.indexOf(' '));
