// The way out to addresses that people have typed in: no private address is reached unless the machine's owner allows it,
// whatever a name resolves to; nothing is redirected; an answer is read to a limit.
import { type LookupAddress, lookup } from 'node:dns';
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
  /** default: the system's */
  resolve?: typeof lookup;
};

/** To be closed. */
export function openEgress({ allowed, instead = new Map(), resolve = lookup }: EgressOptions): Egress {
  const may = allowing(allowed);
  const agent = new Agent({
    connections: 32,
    connect: {
      timeout: CONNECT_MS,
      // Asked by the very connection that is made: a name that resolves otherwise a moment later gains nothing.
      lookup(hostname, options, callback) {
        resolve(hostname, { ...options, all: true }, (error, found) => {
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
      const { origin, host: named } = addressFrom(wanted);
      const other = instead.get(origin);
      const url = other ? other + wanted.slice(origin.length) : wanted;
      const headers = other ? { ...given, host: named } : given;
      const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
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
      const found = await new Promise<LookupAddress[]>((done, failed) =>
        resolve(host, { all: true }, (error, all) => (error ? failed(error) : done(all))),
      ).catch((error: Error) => {
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
      isPublic(ip) ||
      names.has(host) ||
      ranges.some(([net, bits]) => net.kind() === ip.kind() && ip.match(net as ipaddr.IPv4, bits))
    );
  };
}

// Beside what ipaddr.js knows to be no public unicast: addresses that lead to IPv4 ones behind a translator or a tunnel
// (RFC 4291 § 2.5.5.1, RFC 8215), site-local ones (RFC 3879), and the one at which Azure's machines find their host.
const NOT_PUBLIC = ['::/96', '64:ff9b:1::/48', 'fec0::/10', '168.63.129.16/32'].map((one) => ipaddr.parseCIDR(one));

function isPublic(ip: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const isAmong = ([net, bits]: [ipaddr.IPv4 | ipaddr.IPv6, number]) =>
    net.kind() === ip.kind() && ip.match(net as ipaddr.IPv4, bits);
  return ip.range() === 'unicast' && !NOT_PUBLIC.some(isAmong);
}

/** Where something else than HTTP listens: what is sent there could be taken for a command. https://fetch.spec.whatwg.org/#port-blocking */
const OTHER_PORTS = new Set(
  `1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135 137 139
   143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995 1719 1720 1723 2049
   3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080`.split(/\s+/),
);

function addressFrom(wanted: string): URL {
  const not = (why: string) => new Unanswered('unreachable', `${wanted.slice(0, 200)} ${why}`);
  if (!URL.canParse(wanted)) throw not('is not an address');
  const address = new URL(wanted);
  if (address.protocol !== 'https:' && address.protocol !== 'http:') throw not('is not HTTP');
  if (address.username || address.password) throw not('has a name and a password in it: nothing is sent there');
  if (OTHER_PORTS.has(address.port)) throw not('is a port of something else than HTTP');
  return address;
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
  ...['UND_ERR_INVALID_ARG', 'ERR_INVALID_CHAR', 'EPROTO', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
]);

function unanswered(error: unknown, host: string): Unanswered {
  if (error instanceof Unanswered) return error;
  const {
    code: given,
    name = '',
    message = String(error),
  } = error as { code?: unknown; name?: string; message?: string };
  const code = typeof given === 'string' ? given : ''; // a DOMException, which a time limit throws, has a number
  if (NEVER_THERE.has(code) || code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || code.includes('CERT'))
    return new Unanswered('unreachable', `${host}: ${message}`);
  if (name === 'TimeoutError' || name === 'AbortError' || code.endsWith('_TIMEOUT'))
    return new Unanswered('timed-out', `${host} has not answered in time`);
  return new Unanswered('cut-off', `${host}: ${message}`);
}
