// A file fetched from where an operator says it lies. Its address, and where that leads on to, may be anybody's word: so
// credentials go to no other origin than they are meant for, nothing leads into the network this machine stands in, and
// neither size nor time is without a limit.
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress, publicOnly } from '../../machine/public-address.ts';
import { refusalWith } from './operator-api.ts';

export type DownloadRules = {
  /** are said to the origin of the first address only */
  headers?: Readonly<Record<string, string>>;
  /** addresses from the connection's own settings: their origins may lie in a network of one's own, and speak plain HTTP */
  own?: readonly (string | undefined)[];
  /** bytes (default 512 MiB, a day of mp3) */
  largest?: number;
  /** for all of it (default 10 minutes) */
  withinMs?: number;
};
/** `audio` is empty unless `status` is 2xx; `refusal`: what the last host said otherwise. */
export type Downloaded = { status: number; type: string; audio: Buffer; host: string; refusal: Error };

const LARGEST = 512 * 1024 * 1024;
const WITHIN_MS = 10 * 60_000;
const SILENT_MS = 15_000;
const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const REFUSAL_BYTES = 65_536;

/** Follows redirects; throws an Error for the owner if it may not, or nobody answers. */
export async function download(address: string, rules: DownloadRules = {}): Promise<Downloaded> {
  const { own = [], largest = LARGEST, withinMs = WITHIN_MS } = rules;
  const origins = new Set(own.flatMap((one) => (one && URL.canParse(one) ? [new URL(one).origin] : [])));
  const signal = AbortSignal.timeout(withinMs);
  let headers = rules.headers ?? {};
  let url = new URL(address);
  for (let left = MOST_REDIRECTS; ; left--) {
    const answer = await ask(url, { headers, signal, isOwn: origins.has(url.origin) });
    const status = answer.statusCode ?? 0;
    const { location } = answer.headers;
    if (!REDIRECTS.has(status) || !location) return read(answer, { url, largest });
    answer.destroy();
    if (left === 0) throw new Error(`${url.host} leads on and on, and not to a recording`);
    if (!URL.canParse(location, url)) throw new Error(`${url.host} leads to an address that is none`);
    const next = new URL(location, url);
    // RFC 9110 § 15.4: what was said to one origin is not meant for another; once left out it stays so.
    if (next.origin !== url.origin) headers = {};
    if (next.protocol !== 'https:' && next.origin !== url.origin && !origins.has(next.origin))
      throw new Error(`${url.host} leads to ${next.host} without encryption: the recording is not fetched from there`);
    url = next;
  }
}

type Asked = { headers: Readonly<Record<string, string>>; signal: AbortSignal; isOwn: boolean };

async function ask(url: URL, { headers, signal, isOwn }: Asked): Promise<IncomingMessage> {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new Error(`${url.protocol} is no address of a file`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!isOwn && isIP(host) !== 0 && !isPublicAddress(host)) throw notPublic(url);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  let isRefused = false;
  const lookup = isOwn ? {} : { lookup: publicOnly(() => (isRefused = true)) };
  // A connection of its own: one that is kept was perhaps made by other rules.
  const request = (url.protocol === 'https:' ? https : http).get(url, {
    ...{ ...lookup, signal, agent: false, timeout: SILENT_MS },
    headers: { ...headers, 'accept-encoding': 'identity' },
  });
  request.once('response', resolve);
  request.once('timeout', () => request.destroy(new Error('silent')));
  request.on('error', (error) =>
    reject(isRefused ? notPublic(url) : new Error(`${url.host} does not answer`, { cause: error })),
  );
  return promise;
}

const notPublic = ({ host }: URL) =>
  new Error(
    `the recording is said to be at ${host}, inside a network of one's own: it is fetched from there only if the connection's settings name that address`,
  );

async function read(answer: IncomingMessage, { url, largest }: { url: URL; largest: number }): Promise<Downloaded> {
  const { host } = url;
  const status = answer.statusCode ?? 0;
  const isFile = status >= 200 && status < 300;
  const most = isFile ? largest : REFUSAL_BYTES;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > most) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new Error(`${host} broke off in the middle of the recording`, { cause: error });
  }
  if (isFile && (size > most || Number(answer.headers['content-length'] ?? 0) > most))
    throw new Error('the recording is too large');
  const body = Buffer.concat(chunks);
  const type = answer.headers['content-type']?.split(';')[0]?.trim() ?? '';
  const refusal = refusalWith(host, status, isFile ? '' : body.toString());
  return { status, type, audio: isFile ? body : Buffer.alloc(0), host, refusal };
}
