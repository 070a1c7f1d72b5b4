// A caller and an agent that do just enough SIP (RFC 3261, UDP) to measure the time from INVITE to ringing in
// microseconds: sipp's own clock ticks in 4 ms. They say nothing and hear nothing.
import { randomUUID } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

export type Stopwatch = {
  /** places `calls` at `rate` a second; resolves with the milliseconds from INVITE to 180 of each; throws if one fails */
  measure(options: { to: number; did: string; calls: number; rate: number }): Promise<number[]>;
  close(): void;
};

const ANSWER_MS = 100;
const TALK_MS = 200;
const PATIENCE_MS = 15_000;
const CALLER = '127.0.0.1';

/** The agent listens on agentAddress:agentPort, rings at once and answers soon after. */
export async function openStopwatch({
  agentAddress,
  agentPort,
}: {
  agentAddress: string;
  agentPort: number;
}): Promise<Stopwatch> {
  const agent = await bound(agentAddress, agentPort);
  agent.on('message', (message, from) => answer(agent, agentAddress, agentPort, String(message), from));
  const caller = await bound(CALLER, 0);
  const calls = new Map<string, (message: string) => void>();
  caller.on('message', (message) => calls.get(header(String(message), 'Call-ID'))?.(String(message)));

  const place = (to: number, did: string) =>
    new Promise<number>((resolve, reject) => {
      const id = randomUUID();
      const port = caller.address().port;
      const send = (method: string, sequence: number, toHeader: string, body = '') =>
        caller.send(request({ method, did, to, port, id, sequence, toHeader, body }), to, CALLER);
      const plainTo = `<sip:${did}@${CALLER}:${to}>`;
      const begun = process.hrtime.bigint();
      let rang: number | undefined;
      const timer = setTimeout(() => finish(new Error(`no end of a call within ${PATIENCE_MS} ms`)), PATIENCE_MS);
      const finish = (error?: Error) => {
        clearTimeout(timer);
        calls.delete(id);
        return error || rang === undefined ? reject(error ?? new Error('answered without ringing')) : resolve(rang);
      };
      calls.set(id, (message) => {
        const status = Number(/^SIP\/2\.0 (\d{3})/.exec(message)?.[1]);
        const isInvite = header(message, 'CSeq').endsWith('INVITE');
        if (status === 180 && rang === undefined) rang = Number(process.hrtime.bigint() - begun) / 1e6;
        if (isInvite && status === 200) {
          send('ACK', 1, header(message, 'To'));
          setTimeout(() => send('BYE', 2, header(message, 'To')), TALK_MS);
        }
        if (!isInvite && status === 200) finish();
        if (status >= 300) finish(new Error(`the call was answered ${message.split('\r\n')[0]}`));
      });
      send('INVITE', 1, plainTo, SDP);
    });

  return {
    async measure({ to, did, calls: count, rate }) {
      const placed: Promise<number>[] = [];
      for (let at = 0; at < count; at++) {
        placed.push(place(to, did));
        await new Promise((resolve) => setTimeout(resolve, 1000 / rate));
      }
      return Promise.all(placed);
    },
    close() {
      caller.close();
      agent.close();
    },
  };
}

const SDP = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 9000 RTP/AVP 8',
  'a=rtpmap:8 PCMA/8000',
  '',
].join('\r\n');

function request(r: {
  method: string;
  did: string;
  to: number;
  port: number;
  id: string;
  sequence: number;
  toHeader: string;
  body: string;
}): string {
  return [
    `${r.method} sip:${r.did}@${CALLER}:${r.to} SIP/2.0`,
    `Via: SIP/2.0/UDP ${CALLER}:${r.port};branch=z9hG4bK${r.id}${r.method}`,
    `From: <sip:${callerOf(r.id)}@${CALLER}:${r.port}>;tag=${r.id}`,
    `To: ${r.toHeader}`,
    `Call-ID: ${r.id}`,
    `CSeq: ${r.sequence} ${r.method}`,
    `Contact: <sip:caller@${CALLER}:${r.port}>`,
    'Max-Forwards: 70',
    ...(r.body ? ['Content-Type: application/sdp'] : []),
    `Content-Length: ${r.body.length}`,
    '',
    r.body,
  ].join('\r\n');
}

// Each call is another caller's: many calls of one caller are a flood, and refused.
function callerOf(id: string): string {
  return `+7916${String(Number.parseInt(id.slice(0, 8), 16) % 1e7).padStart(7, '0')}`;
}

function answer(socket: Socket, address: string, port: number, message: string, from: RemoteInfo) {
  const method = message.split(' ', 1)[0];
  if (method === 'ACK') return;
  const reply = (status: string, body = '') => {
    const copied = message.split('\r\n').filter((line) => /^(Via|From|Call-ID|CSeq|Record-Route):/i.test(line));
    const tagged = `To: ${header(message, 'To')}${header(message, 'To').includes(';tag=') ? '' : `;tag=${header(message, 'Call-ID')}`}`;
    const contact = `Contact: <sip:agent@${address}:${port}>`;
    const type = body ? ['Content-Type: application/sdp'] : [];
    socket.send(
      [`SIP/2.0 ${status}`, ...copied, tagged, contact, ...type, `Content-Length: ${body.length}`, '', body].join(
        '\r\n',
      ),
      from.port,
      from.address,
    );
  };
  if (method !== 'INVITE') return reply('200 OK');
  reply('180 Ringing');
  setTimeout(() => reply('200 OK', SDP.replaceAll(CALLER, address)), ANSWER_MS);
}

function header(message: string, name: string): string {
  return new RegExp(`^${name}: *(.*)$`, 'im').exec(message)?.[1]?.trim() ?? '';
}

function bound(address: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => socket.once('error', reject).bind(port, address, () => resolve(socket)));
}
