// The way out to addresses that people have typed in: no private address is reached unless the machine's owner allows it,
// whatever a name resolves to; nothing is redirected; an answer is read to a limit.
import { type LookupAddress, lookup } from 'node:dns';
import { lookup as lookupAll } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import { Agent, request as send } from 'undici';
import { type Request, type Response, Unanswered } from './port.ts';

export type Egress = {
  /** rejects with Unanswered */
  ask(request: Request): Promise<Response>;
  /** an address of the host that may be connected to; rejects with Unanswered */
  addressOf(host: string): Promise<string>;
  close(): Promise<void>;
};

const CONNECT_MS = 10_000;
const ANSWER_MS = 15_000;
const LONGEST_ANSWER = 1024 * 1024;

export type EgressOptions = {
  /** private addresses that may be reached, as 10.1.2.3, 10.0.0.0/8 or a host's name */
  allowed: readonly string[];
  /** origins that are reached elsewhere, by their own name still: https://api.example → http://127.0.0.1:1234 */
  instead?: ReadonlyMap<string, string>;
};

/** To be closed. */
export function openEgress({ allowed, instead = new Map() }: EgressOptions): Egress {
  const may = allowing(allowed);
  const agent = new Agent({
    connections: 32,
    connect: {
      timeout: CONNECT_MS,
      // Asked by the very connection that is made: a name that resolves otherwise a moment later gains nothing.
      lookup(hostname, options, callback) {
        lookup(hostname, { ...options, all: true }, (error, found) => {
          if (error) return callback(error, []);
          const good = (found as LookupAddress[]).filter(({ address }) => may(address, hostname));
          if (good.length === 0) return callback(privateAddress(hostname), []);
          if (options.all) return callback(null, good);
          return callback(null, good[0]?.address ?? '', good[0]?.family);
        });
      },
    },
  });
  return {
    async ask({ method, url: wanted, headers: given, body, timeout = ANSWER_MS }) {
      const { origin, host: named } = new URL(wanted);
      const other = instead.get(origin);
      const url = other ? other + wanted.slice(origin.length) : wanted;
      const headers = other ? { ...given, host: named } : given;
      const { protocol, hostname } = new URL(url);
      const host = hostname.replace(/^\[|\]$/g, '');
      if (protocol !== 'https:' && protocol !== 'http:') throw new Unanswered('unreachable', `${protocol} is not HTTP`);
      if (ipaddr.isValid(host) && !may(host, host)) throw privateAddress(host);
      try {
        const answer = await send(url, {
          ...{ method, headers: { ...headers }, body: body ?? null, dispatcher: agent },
          signal: AbortSignal.timeout(timeout),
        });
        return { status: answer.statusCode, headers: flat(answer.headers), body: await readTo(answer.body) };
      } catch (error) {
        throw unanswered(error, host);
      }
    },
    async addressOf(host) {
      const found = await lookupAll(host, { all: true }).catch((error: Error) => {
        throw new Unanswered('unreachable', `${host}: ${error.message}`);
      });
      const good = found.find(({ address }) => may(address, host));
      if (!good) throw privateAddress(host);
      return good.address;
    },
    close: () => agent.destroy(),
  };
}

function allowing(allowed: readonly string[]): (address: string, host: string) => boolean {
  const ranges = allowed.flatMap((one) => {
    if (ipaddr.isValidCIDR(one)) return [ipaddr.parseCIDR(one)];
    if (ipaddr.isValid(one)) return [ipaddr.parseCIDR(`${one}/${one.includes(':') ? 128 : 32}`)];
    return [];
  });
  const names = new Set(allowed);
  return (address, host) => {
    const ip = ipaddr.process(address);
    return (
      ip.range() === 'unicast' ||
      names.has(host) ||
      ranges.some(([net, bits]) => net.kind() === ip.kind() && ip.match(net as ipaddr.IPv4, bits))
    );
  };
}

const privateAddress = (host: string) =>
  new Unanswered(
    'private-address',
    `${host} is an address of a private network. Whoever runs this machine may allow it: PRIVATE_DESTINATIONS.`,
  );

async function readTo(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST_ANSWER) break;
  }
  return Buffer.concat(chunks).subarray(0, LONGEST_ANSWER).toString();
}

const flat = (headers: Record<string, string | string[] | undefined>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));

/** Before the connection stood nothing can have arrived; after it nobody knows. */
const NEVER_THERE = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'],
]);

function unanswered(error: unknown, host: string): Unanswered {
  if (error instanceof Unanswered) return error;
  const {
    code: given,
    name = '',
    message = String(error),
  } = error as { code?: unknown; name?: string; message?: string };
  const code = typeof given === 'string' ? given : ''; // a DOMException, which a time limit throws, has a number
  if (NEVER_THERE.has(code) || code.startsWith('ERR_TLS') || code.includes('CERT'))
    return new Unanswered('unreachable', `${host}: ${message}`);
  if (name === 'TimeoutError' || name === 'AbortError' || code.endsWith('_TIMEOUT'))
    return new Unanswered('timed-out', `${host} has not answered in time`);
  return new Unanswered('cut-off', `${host}: ${message}`);
}
