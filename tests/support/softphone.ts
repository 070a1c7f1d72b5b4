// Phones that a test holds in its hand: SIP over UDP and G.711 µ-law over RTP in this process, as far as calls need them.
// They speak tones, press keys (RFC 4733 or SIP INFO), register (RFC 3261 digest), and tell what they heard and when.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromMuLaw, muLaw } from './tones.ts';

export type Softphone = {
  address: string;
  port: number;
  uri: string;
  /** calls `number`; resolves when the INVITE is sent */
  call(options: CallOptions): Promise<SoftCall>;
  /** plays the operator's registrar: resolves with the contact of who registers here */
  registration(): Promise<string>;
  /** the next call that rings here and has not been taken out yet */
  incoming(): Promise<SoftCall>;
  /** how many calls have rung here */
  rung(): number;
  /** resolves with the final status */
  register(options: { to: Server; login: string; password: string; expires?: number }): Promise<number>;
  close(): Promise<void>;
};
/** `login`: answers a challenge with it; `dialled`: the user of To, where it is not that of the request */
export type CallOptions = {
  to: Server;
  number: string;
  caller?: string;
  headers?: readonly string[];
  login?: readonly [name: string, password: string];
  dialled?: string;
  /** the request's address, where it is not the number at the server */
  target?: string;
};
export type Server = { address: string; port: number };
export type SoftCall = {
  /** the request that made it: of an incoming call, what was sent to us */
  request: string;
  ring(): void;
  answer(): void;
  refuse(status: number): void;
  /** resolves at 180 or 183 */
  ringing: Promise<void>;
  /** the final status of an INVITE of ours; 200 when one of theirs is answered */
  answered: Promise<number>;
  /** by whom */
  ended: Promise<'us' | 'them'>;
  say(hz: number | null): void;
  press(keys: string, by?: 'rtp' | 'info'): Promise<void>;
  hangUp(): Promise<void>;
  /** share of the sound frames heard between these times (ms since the answer) that are this tone */
  heard(hz: number, from?: number, to?: number): number;
  /** how many frames of 20 ms had sound in them */
  frames(from?: number, to?: number): number;
  /** ms since the answer */
  now(): number;
};

const FRAME_MS = 20;
const SAMPLES = 160;
const EVENT_TYPE = 101;
const PATIENCE_MS = 15_000;

/** A phone at `address` (a loopback address of its own), port 0: any. */
export async function openSoftphone(address: string, port = 0): Promise<Softphone> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(port, address, resolve));
  const own = socket.address().port;
  const dialogs = new Map<string, (message: string, from: RemoteInfo) => void>();
  const waiting: SoftCall[] = [];
  const wanted: ((call: SoftCall) => void)[] = [];
  const calls = new Set<() => void>();
  const registered = Promise.withResolvers<string>();
  let count = 0;

  socket.on('message', (bytes, from) => {
    const message = bytes.toString('utf8');
    const id = header(message, 'Call-ID');
    const known = dialogs.get(id);
    if (known) return known(message, from);
    if (message.startsWith('OPTIONS')) return send(reply(message, 200, own, address), from);
    if (message.startsWith('REGISTER')) {
      send(
        reply(message, 200, own, address, 'r').replace(/^Contact:.*$/m, `Contact: ${header(message, 'Contact')}`),
        from,
      );
      return registered.resolve(contact(message));
    }
    if (!message.startsWith('INVITE')) return;
    count++;
    send(reply(message, 100, own, address), from); // without an answer a call can't be called off
    const call = openCall({ id, invite: message, peer: { address: from.address, port: from.port } });
    const taker = wanted.shift();
    if (taker) taker(call);
    else waiting.push(call);
    // one that is called off before a test takes it out was nobody's
    void call.ended.then(() => waiting.includes(call) && waiting.splice(waiting.indexOf(call), 1));
  });
  const send = (text: string, to: Server) => socket.send(text, to.port, to.address);

  function openCall(start: Start): SoftCall {
    const call = makeCall(start, { address, port: own, send, forget: () => dialogs.delete(start.id), calls });
    dialogs.set(start.id, call.receive);
    return call.call;
  }

  return {
    address,
    port: own,
    uri: `sip:phone@${address}:${own}`,
    rung: () => count,
    registration: () => registered.promise,
    async call({ to, number, caller = '+79160000000', headers = [], login, dialled = number, target }) {
      const uri = target ?? `sip:${number}@${to.address}:${to.port}`;
      return openCall({ id: randomUUID(), peer: to, uri, caller, headers, dialled, ...(login ? { login } : {}) });
    },
    incoming() {
      const first = waiting.shift();
      if (first) return Promise.resolve(first);
      return new Promise((resolve, reject) => {
        const take = (call: SoftCall) => {
          clearTimeout(timer);
          resolve(call);
        };
        const timer = setTimeout(() => {
          wanted.splice(wanted.indexOf(take), 1);
          reject(new Error(`no call rang at ${address}:${own}`));
        }, PATIENCE_MS);
        wanted.push(take);
      });
    },
    async register({ to, login, password, expires = 120 }) {
      const id = randomUUID();
      const answers: ((message: string) => void)[] = [];
      dialogs.set(id, (message) => answers.shift()?.(message));
      const ask = (cseq: number, authorization: string) =>
        new Promise<string>((resolve) => {
          answers.push(resolve);
          send(
            lines([
              `REGISTER sip:${to.address}:${to.port} SIP/2.0`,
              via(address, own),
              `From: <sip:${login}@${to.address}>;tag=r${cseq}`,
              `To: <sip:${login}@${to.address}>`,
              `Call-ID: ${id}`,
              `CSeq: ${cseq} REGISTER`,
              `Contact: <sip:${login}@${address}:${own}>`,
              'Max-Forwards: 70',
              `Expires: ${expires}`,
              ...(authorization ? [`Authorization: ${authorization}`] : []),
              'Content-Length: 0',
            ]),
            to,
          );
        });
      const challenge = await ask(1, '');
      if (statusOf(challenge) !== 401) return statusOf(challenge);
      const uri = `sip:${to.address}:${to.port}`;
      return statusOf(await ask(2, digest({ challenge, login, password, method: 'REGISTER', uri })));
    },
    async close() {
      for (const end of calls) end();
      socket.close();
      await once(socket, 'close');
    },
  };
}

type Start = { id: string; peer: Server } & (
  | { invite: string }
  | { uri: string; caller: string; headers: readonly string[]; dialled: string; login?: readonly [string, string] }
);
type Home = {
  address: string;
  port: number;
  send: (text: string, to: Server) => void;
  forget: () => void;
  calls: Set<() => void>;
};

function makeCall(start: Start, home: Home) {
  const { address, port, send } = home;
  const isOurs = 'uri' in start;
  const tag = randomBytes(4).toString('hex');
  const ringing = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<number>();
  const ended = Promise.withResolvers<'us' | 'them'>();
  const media = openMedia(address);
  let upAt = 0;
  let cseq = 1;
  let invites = 1;
  let isOver = false;
  let remoteTarget = isOurs ? start.uri : contact(start.invite);
  const local = isOurs
    ? `<sip:${start.caller}@${address}:${port}>;tag=${tag}`
    : `${header(start.invite, 'To')};tag=${tag}`;
  let remote = isOurs
    ? `<sip:${start.dialled}@${start.peer.address}:${start.peer.port}>`
    : header(start.invite, 'From');
  const close = (by: 'us' | 'them') => {
    if (isOver) return;
    isOver = true;
    media.close();
    home.calls.delete(shut);
    ended.resolve(by);
  };
  const shut = () => close('us');
  home.calls.add(shut);
  const up = (status: number) => {
    upAt = Date.now();
    answered.resolve(status);
  };

  const request = (method: string, extra: readonly string[] = [], body = '', branch = randomUUID()) =>
    lines(
      [
        `${method} ${remoteTarget} SIP/2.0`,
        via(address, port, branch),
        `From: ${local}`,
        `To: ${remote}`,
        `Call-ID: ${start.id}`,
        `CSeq: ${method === 'ACK' || method === 'CANCEL' ? invites : cseq++} ${method}`,
        `Contact: <sip:phone@${address}:${port}>`,
        'Max-Forwards: 70',
        ...extra,
        `Content-Length: ${Buffer.byteLength(body)}`,
      ],
      body,
    );

  let inviteBranch = randomUUID();
  const invite = (extra: readonly string[]) =>
    void media.ready.then((rtp) => {
      const body = sdp(address, rtp);
      send(request('INVITE', [...extra, 'Content-Type: application/sdp'], body, inviteBranch), start.peer);
    });
  if (isOurs) invite(start.headers);

  // Asked to talk on in another way, a phone agrees: whoever gets no answer can't hang up for 32 s (RFC 3261, 15.1.1).
  const accept = (message: string, from: RemoteInfo) =>
    void media.ready.then((rtp) => send(reply(message, 200, port, address, tag, sdp(address, rtp)), from));

  const receive = (message: string, from: RemoteInfo) => {
    const method = /^([A-Z]+) /.exec(message)?.[1];
    if (!message.startsWith('SIP/2.0')) {
      if (method === 'ACK') return;
      if (method === 'INVITE') return isOurs || isChange(message, start.invite) ? accept(message, from) : undefined;
      send(reply(message, 200, port, address, tag), from);
      if (method === 'CANCEL' && !isOurs) send(reply(start.invite, 487, port, address, tag), from);
      if (method === 'BYE' || method === 'CANCEL') {
        answered.resolve(487);
        close('them');
      }
      return;
    }
    const status = statusOf(message);
    if (!header(message, 'CSeq').endsWith('INVITE')) return;
    if (status === 180 || status === 183) ringing.resolve();
    if (status < 200) return;
    if (status === 401 && isOurs && start.login && invites === 1) {
      send(request('ACK', [], '', inviteBranch), start.peer);
      const [login, password] = start.login;
      inviteBranch = randomUUID();
      invites = cseq;
      const proof = digest({ challenge: message, login, password, method: 'INVITE', uri: remoteTarget });
      return invite([...start.headers, `Authorization: ${proof}`]);
    }
    remote = header(message, 'To');
    if (status === 200) {
      remoteTarget = contact(message);
      media.connect(mediaOf(message));
      send(request('ACK'), start.peer);
      if (!upAt) up(200);
      return;
    }
    send(request('ACK', [], '', inviteBranch), start.peer);
    answered.resolve(status);
    close('them');
  };

  const call: SoftCall = {
    request: isOurs ? '' : start.invite,
    ring: () => !isOurs && send(reply(start.invite, 180, port, address, tag), start.peer),
    answer: () => {
      if (isOurs) return;
      media.connect(mediaOf(start.invite));
      void media.ready.then((rtp) => {
        send(reply(start.invite, 200, port, address, tag, sdp(address, rtp)), start.peer);
        up(200);
      });
    },
    refuse: (status) => {
      if (isOurs) return;
      send(reply(start.invite, status, port, address, tag), start.peer);
      close('us');
    },
    ringing: ringing.promise,
    answered: answered.promise,
    ended: ended.promise,
    say: media.say,
    async press(keys, by = 'rtp') {
      for (const key of keys) {
        if (by === 'rtp') await media.press(key);
        else
          send(
            request('INFO', ['Content-Type: application/dtmf-relay'], `Signal=${key}\r\nDuration=160\r\n`),
            start.peer,
          );
        await sleep(120);
      }
    },
    async hangUp() {
      if (isOver) return;
      if (upAt) send(request('BYE'), start.peer);
      else send(request('CANCEL', [], '', inviteBranch), start.peer);
      await sleep(50);
      close('us');
    },
    heard: (hz, from = 0, to = Number.POSITIVE_INFINITY) => media.share(hz, upAt + from, upAt + to),
    frames: (from = 0, to = Number.POSITIVE_INFINITY) => media.loud(upAt + from, upAt + to).length,
    now: () => Date.now() - upAt,
  };
  return { call, receive };
}

/** A request within the talk, not its beginning sent once more. */
const isChange = (message: string, invite: string) => header(message, 'CSeq') !== header(invite, 'CSeq');

type Frame = { at: number; samples: number[] };

function openMedia(address: string) {
  const socket: Socket = createSocket('udp4');
  const ready = new Promise<number>((resolve) =>
    socket.bind(0, address, () => {
      resolve(socket.address().port);
    }),
  );
  const frames: Frame[] = [];
  let to: Server | undefined;
  let hz: number | null = null;
  let sequence = 0;
  let sample = 0;
  let pressing = false;
  const begun = Date.now();
  const packet = (type: number, marker: boolean, timestamp: number, payload: Buffer) => {
    const head = Buffer.alloc(12);
    head[0] = 0x80;
    head[1] = type | (marker ? 0x80 : 0);
    head.writeUInt16BE(sequence++ & 0xffff, 2);
    head.writeUInt32BE(timestamp >>> 0, 4);
    head.writeUInt32BE(0x1234, 8);
    if (to) socket.send(Buffer.concat([head, payload]), to.port, to.address);
  };
  // As many frames as the time that has passed, however late the timer comes.
  const timer = setInterval(() => {
    while (sample < ((Date.now() - begun) / 1000) * 8000) {
      const at = sample;
      sample += SAMPLES;
      if (!to || pressing) continue;
      const wave = (i: number) => (hz === null ? 0 : Math.sin((2 * Math.PI * hz * (at + i)) / 8000) * 16000);
      packet(0, false, at, Buffer.from(Array.from({ length: SAMPLES }, (_, i) => muLaw(wave(i)))));
    }
  }, FRAME_MS / 2);
  socket.on('message', (bytes) => {
    if ((bytes[1] ?? 0) % 128 !== 0) return;
    frames.push({ at: Date.now(), samples: [...bytes.subarray(12)].map(fromMuLaw) });
  });
  const loud = (from: number, until: number) =>
    frames.filter(
      ({ at, samples }) =>
        at >= from && at < until && samples.reduce((sum, x) => sum + x * x, 0) / samples.length > 3e4,
    );
  const close = () => {
    clearInterval(timer);
    to = undefined; // keys may still be pressed
    socket.close();
  };
  return {
    ready,
    connect: (server: Server) => {
      to = server;
    },
    say: (tone: number | null) => {
      hz = tone;
    },
    async press(key: string) {
      const event = '0123456789*#'.indexOf(key);
      pressing = true;
      const timestamp = sample;
      for (let at = 1; at <= 8; at++) {
        const payload = Buffer.from([event, (at > 5 ? 0x80 : 0) | 10, 0, 0]);
        payload.writeUInt16BE(Math.min(at, 6) * SAMPLES, 2);
        packet(EVENT_TYPE, at === 1, timestamp, payload);
        await sleep(FRAME_MS);
      }
      pressing = false;
    },
    loud,
    share(tone: number, from: number, until: number) {
      const sounding = loud(from, until);
      return sounding.length === 0
        ? 0
        : sounding.filter((frame) => isTone(frame.samples, tone)).length / sounding.length;
    },
    close,
  };
}

/** Goertzel's algorithm: is most of the frame's energy at this frequency? */
function isTone(samples: number[], hz: number): boolean {
  const w = 2 * Math.cos((2 * Math.PI * hz) / 8000);
  let a = 0;
  let b = 0;
  for (const x of samples) [a, b] = [x + w * a - b, a];
  const energy = samples.reduce((sum, x) => sum + x * x, 0);
  return (a * a + b * b - w * a * b) / (samples.length / 2) > 0.8 * energy;
}

const lines = (head: readonly string[], body = '') => `${head.join('\r\n')}\r\n\r\n${body}`;
const via = (address: string, port: number, branch = randomUUID()) =>
  `Via: SIP/2.0/UDP ${address}:${port};branch=z9hG4bK${branch};rport`;
const statusOf = (message: string) => Number(/^SIP\/2\.0 (\d{3})/.exec(message)?.[1]);

/** All values of a header, joined by line ends as they came. */
export function header(message: string, name: string): string {
  return new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(message)?.[1]?.trim() ?? '';
}

function contact(message: string): string {
  return /<([^>]+)>/.exec(header(message, 'Contact'))?.[1] ?? '';
}

function mediaOf(message: string): Server {
  return {
    address: /^c=IN IP4 (\S+)/m.exec(message)?.[1] ?? '',
    port: Number(/^m=audio (\d+)/m.exec(message)?.[1]),
  };
}

function sdp(address: string, port: number): string {
  return `${[
    'v=0',
    `o=- 1 1 IN IP4 ${address}`,
    's=-',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 0 ${EVENT_TYPE}`,
    'a=rtpmap:0 PCMU/8000',
    `a=rtpmap:${EVENT_TYPE} telephone-event/8000`,
    `a=fmtp:${EVENT_TYPE} 0-16`,
    'a=sendrecv',
  ].join('\r\n')}\r\n`;
}

function reply(message: string, status: number, port: number, address: string, tag = '', body = ''): string {
  const vias = message.match(/^(Via|Record-Route):.*$/gim) ?? [];
  const to = header(message, 'To');
  return lines(
    [
      `SIP/2.0 ${status} ${status === 200 ? 'OK' : status === 180 ? 'Ringing' : 'No'}`,
      ...vias.map((line) => line.trim()),
      `From: ${header(message, 'From')}`,
      `To: ${to}${tag && !to.includes('tag=') ? `;tag=${tag}` : ''}`,
      `Call-ID: ${header(message, 'Call-ID')}`,
      `CSeq: ${header(message, 'CSeq')}`,
      `Contact: <sip:phone@${address}:${port}>`,
      ...(body ? ['Content-Type: application/sdp'] : []),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ],
    body,
  );
}

function digest(options: { challenge: string; login: string; password: string; method: string; uri: string }): string {
  const { challenge, login, password, method, uri } = options;
  const asked = header(challenge, 'WWW-Authenticate');
  const field = (name: string) => new RegExp(`${name}="?([^",]+)`).exec(asked)?.[1] ?? '';
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const first = md5(`${login}:${field('realm')}:${password}`);
  const second = md5(`${method}:${uri}`);
  const response = md5(`${first}:${field('nonce')}:00000001:abcdef:auth:${second}`);
  const opaque = field('opaque');
  return `Digest username="${login}", realm="${field('realm')}", nonce="${field('nonce')}", uri="${uri}", response="${response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="abcdef"${opaque ? `, opaque="${opaque}"` : ''}`;
}
