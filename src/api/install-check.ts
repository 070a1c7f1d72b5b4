// Is the script on the page? Fetches the page as a browser would get it and reads its HTML.
import { isOriginOf } from '../core/origin.ts';
import { digitsOf, nationalDigits } from '../core/phone.ts';
import type { SiteRow } from '../store/sites.ts';
import type { InstallCheck } from './wire.ts';

const TIMEOUT_MS = 8000;
const PAGE_LENGTH = 2_000_000; // UTF-16 units: enough for any page's HTML

/**
 * What the page's HTML says. Only origins the owner has named are fetched, redirects included, so that nobody can make
 * the server read addresses of its own network that the owner did not mean.
 */
export async function checkInstall({
  url,
  site,
  targetNumbers,
}: {
  url: URL;
  site: SiteRow;
  targetNumbers: readonly string[];
}): Promise<Omit<InstallCheck, 'lastViewAt'>> {
  const page = await fetchPage(url, site.origins);
  if (typeof page !== 'string') return { ...page, numbersOnPage: [] };
  const text = textOf(page);
  const numbersOnPage = targetNumbers.filter((number) => mentions(page, number) || mentions(text, number));
  const tag = /<script[^<>]*\ssrc=["']?[^"'\s<>]*\/dt\.js[^<>]*>/i.exec(page)?.[0];
  if (!tag)
    return {
      page: 'script-missing',
      detail:
        'The page answers, but its HTML has no Dialtrace script. If it is put in by a tag manager, look at "last page view" instead.',
      numbersOnPage,
    };
  if (!tag.includes(site.publicKey))
    return {
      page: 'wrong-key',
      detail: `The page has a Dialtrace script, but not with this site's key ${site.publicKey}.`,
      numbersOnPage,
    };
  return { page: 'script-found', detail: 'The script is on the page.', numbersOnPage };
}

type Failure = { page: 'unreachable' | 'not-an-origin-of-this-site'; detail: string };
const REDIRECTS_LIMIT = 5;

async function fetchPage(start: URL, origins: readonly string[]): Promise<string | Failure> {
  let url = start;
  for (let hop = 0; hop <= REDIRECTS_LIMIT; hop++) {
    if (!isOriginOf(url.origin, origins))
      return {
        page: 'not-an-origin-of-this-site',
        detail: `${url.origin} is not among this site's origins. Add it first.`,
      };
    try {
      const response = await fetch(url, {
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: { 'user-agent': 'Dialtrace install check', accept: 'text/html' },
      });
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location) {
        url = new URL(location, url);
        continue;
      }
      if (!response.ok) return { page: 'unreachable', detail: `The page answered with status ${response.status}.` };
      return await beginningOf(response);
    } catch (error) {
      return {
        page: 'unreachable',
        detail: `The page could not be read: ${(error as Error).cause instanceof Error ? ((error as Error).cause as Error).message : (error as Error).message}.`,
      };
    }
  }
  return { page: 'unreachable', detail: 'The page redirects in circles.' };
}

// A page may go on for ever.
async function beginningOf(response: Response): Promise<string> {
  let page = '';
  if (!response.body) return page;
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    page += part;
    if (page.length >= PAGE_LENGTH) break;
  }
  return page.slice(0, PAGE_LENGTH);
}

// What a reader sees, as far as phone numbers go: no tags inside them, no named spaces and dashes.
function textOf(page: string): string {
  return page.replace(/<[^<>]*>/g, '').replace(/&(#\w{1,6}|\w{1,8});/g, ' ');
}

// The number in any usual writing: its national digits with nothing but separators between them.
function mentions(page: string, e164: string): boolean {
  const digits = nationalDigits(e164) || digitsOf(e164);
  return new RegExp([...digits].join('[\\s()./\\u2010-\\u2015-]{0,4}')).test(page);
}
