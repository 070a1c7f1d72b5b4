// Reads a page of a site as its server sends it, with the care that fetching addresses others have named asks for.
import { isOriginOf } from '../core/source/origin.ts';

export type OwnPage =
  | { kind: 'page'; html: string; url: URL; headers: Headers }
  | { kind: 'unreachable' | 'not-an-origin-of-this-site'; detail: string };

const TIMEOUT_MS = 8000;
const PAGE_LENGTH = 2_000_000; // UTF-16 units: enough for any page's HTML
const REDIRECTS_LIMIT = 5;

/**
 * The page's HTML, where it was at last, and the headers it came with. Only origins the owner has named are fetched, redirects included, so that nobody can make the server
 * read addresses of its own network that the owner did not mean. `reader` is what the site's log will call us.
 */
export async function readOwnPage(
  start: URL,
  { origins, reader, signal }: { origins: readonly string[]; reader: string; signal?: AbortSignal },
): Promise<OwnPage> {
  let url = start;
  for (let hop = 0; hop <= REDIRECTS_LIMIT; hop++) {
    if (!isOriginOf(url.origin, origins)) {
      const detail = `${url.origin} is not among this site's origins. Add it first.`;
      return { kind: 'not-an-origin-of-this-site', detail };
    }
    try {
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(url, {
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        headers: { 'user-agent': reader, accept: 'text/html' },
      });
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location) {
        await response.body?.cancel();
        url = new URL(location, url);
        continue;
      }
      if (!response.ok) {
        await response.body?.cancel();
        return { kind: 'unreachable', detail: `The page answered with status ${response.status}.` };
      }
      return { kind: 'page', html: await beginningOf(response), url, headers: response.headers };
    } catch (error) {
      return { kind: 'unreachable', detail: `The page could not be read: ${reasonOf(error)}.` };
    }
  }
  return { kind: 'unreachable', detail: 'The page redirects in circles.' };
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message : message;
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
