// A small imitation of VoxEngine for deploy/voximplant/scenario.js: calls, players, tones and timers in virtual time,
// made from the documented events. What it asks over HTTP, the test answers.
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';

type Listener = (event: Record<string, unknown>) => void;
export type Phone = {
  /** seconds after which it answers; undefined: it rings for ever */
  answers?: number;
  /** seconds after which it fails, with this SIP code */
  fails?: number;
  code?: number;
  /** seconds from the answer after which it hangs up */
  talks?: number;
  /** keys, in seconds from the answer */
  presses?: readonly (readonly [seconds: number, key: string])[];
};
export type Asked = { path: string; body: Record<string, unknown> };
export type HttpAnswer = { code: number; text?: string };

const HOOK = 'https://calls.example.ru/hooks/CONNECTION/SECRET';
const SOURCE = readFileSync(new URL('../../deploy/voximplant/scenario.js', import.meta.url), 'utf8');

class Emitter {
  listeners = new Map<string, Set<Listener>>();
  addEventListener(name: string, listener: Listener) {
    this.listeners.set(name, (this.listeners.get(name) ?? new Set()).add(listener));
  }
  removeEventListener(name: string, listener: Listener) {
    this.listeners.get(name)?.delete(listener);
  }
  emit(name: string, event: Record<string, unknown> = {}) {
    for (const listener of [...(this.listeners.get(name) ?? [])]) listener({ name, ...event });
  }
}

/** The world of one session. `log` tells what it did, in order. */
export function voxEngine(options: {
  /** by digits of a number, or a SIP address */
  phones?: Readonly<Record<string, Phone>>;
  http: (asked: Asked) => Promise<HttpAnswer>;
  customData?: string;
  /** seconds a sound lasts */
  soundSeconds?: number;
}) {
  const log: string[] = [];
  let now = Date.parse('2026-11-21T07:00:00Z');
  let ids = 0;
  const timers = new Map<number, { at: number; run: () => void }>();
  const after = (seconds: number, run: () => void) => {
    timers.set(++ids, { at: now + seconds * 1000, run });
    return ids;
  };
  let terminated = false;

  class Call extends Emitter {
    isOver = false;
    isConnected = false;
    readonly who: string;
    readonly phone: Phone;
    constructor(who: string, phone: Phone) {
      super();
      this.who = who;
      this.phone = phone;
    }
    connect() {
      if (this.isOver) return;
      this.isConnected = true;
      this.emit('Call.Connected');
      for (const [seconds, key] of this.phone.presses ?? [])
        after(seconds, () => this.isOver || this.emit('Call.ToneReceived', { tone: key }));
      if (this.phone.talks !== undefined) after(this.phone.talks, () => this.end('Call.Disconnected'));
    }
    end(name: string, event: Record<string, unknown> = {}) {
      if (this.isOver) return;
      this.isOver = true;
      log.push(`${this.who} ${name === 'Call.Failed' ? `fails ${event.code ?? ''}` : 'is over'}`);
      this.emit(name, event);
    }
    answer() {
      log.push(`answer ${this.who}`);
      after(0, () => this.connect());
    }
    reject(code: number) {
      log.push(`reject ${this.who} ${code}`);
      after(0, () => this.end('Call.Failed', { code }));
    }
    hangup() {
      if (!this.isOver) log.push(`hang up ${this.who}`);
      after(0, () => this.end('Call.Disconnected'));
    }
    startEarlyMedia() {
      log.push(`early media ${this.who}`);
    }
    playProgressTone(country: string) {
      log.push(`tone ${this.who} ${country}`);
    }
    handleTones() {}
    record(how: { stereo: boolean }) {
      log.push(`record ${this.who} ${how.stereo ? 'stereo' : 'mono'}`);
      after(0, () => this.emit('Call.RecordStarted', { url: `https://storage.voximplant.com/${this.who}.mp3` }));
    }
  }
  class Player extends Emitter {
    readonly url: string;
    constructor(url: string) {
      super();
      this.url = url;
    }
    sendMediaTo(call: Call) {
      log.push(`play ${this.url.split('/').at(-1)} to ${call.who}`);
      after(options.soundSeconds ?? 3, () => this.emit('Player.PlaybackFinished'));
    }
    stop() {}
  }
  const app = new Emitter();
  const callOut = (who: string, shown: string) => {
    log.push(`ring ${who} as ${shown}`);
    const phone = options.phones?.[who] ?? {};
    const call = new Call(who, phone);
    if (phone.answers !== undefined) after(phone.answers, () => call.connect());
    if (phone.fails !== undefined) after(phone.fails, () => call.end('Call.Failed', { code: phone.code ?? 480 }));
    return call;
  };

  class VirtualDate extends Date {
    static override now() {
      return now;
    }
  }
  runInContext(
    SOURCE,
    createContext({
      Date: VirtualDate,
      setTimeout: (run: () => void, ms: number) => after(ms / 1000, run),
      clearTimeout: (id: number) => timers.delete(id),
      Logger: { write: (text: string) => log.push(`log: ${text}`) },
      AppEvents: { Started: 'Application.Started', CallAlerting: 'Application.CallAlerting' },
      CallEvents: Object.fromEntries(
        ['Connected', 'Disconnected', 'Failed', 'ToneReceived', 'RecordStarted'].map((name) => [name, `Call.${name}`]),
      ),
      PlayerEvents: { PlaybackFinished: 'Player.PlaybackFinished' },
      Net: {
        httpRequestAsync: (url: string, { postData }: { postData: string }) =>
          options.http({ path: url.slice(HOOK.length + 1), body: JSON.parse(postData) as Record<string, unknown> }),
      },
      VoxEngine: {
        addEventListener: (name: string, listener: Listener) => app.addEventListener(name, listener),
        customData: () => options.customData ?? '',
        callPSTN: callOut,
        callSIP: (uri: string, { callerid }: { callerid: string }) => callOut(uri, callerid),
        createURLPlayer: (url: string) => new Player(url),
        sendMediaBetween: (a: Call, b: Call) => log.push(`bridge ${a.who} ${b.who}`),
        terminate: () => {
          terminated = true;
        },
      },
    }),
  );

  return {
    log,
    /** A call to 74950000001 comes in; resolves when the scenario has ended. Throws if it does not within an hour. */
    async run(caller: Phone & { gone?: number } = {}, session: string | number = 'vox-1'): Promise<void> {
      app.emit('Application.Started', { sessionId: session });
      if (!options.customData) {
        const call = new Call('caller', caller);
        if (caller.gone !== undefined)
          after(caller.gone, () => call.end(call.isConnected ? 'Call.Disconnected' : 'Call.Failed', { code: 487 }));
        app.emit('Application.CallAlerting', { call, callerid: '79261234567', destination: '74950000001' });
      }
      const end = now + 3_600_000;
      while (!terminated) {
        // Whatever waits for an answer of ours goes on before the virtual clock does.
        for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
        if (terminated) break;
        const next = [...timers].sort(([a, one], [b, other]) => one.at - other.at || a - b)[0];
        if (!next || next[1].at > end) throw new Error(`the scenario does not end:\n${log.join('\n')}`);
        timers.delete(next[0]);
        now = Math.max(now, next[1].at);
        next[1].run();
      }
    },
  };
}
