// Dialtrace in Voximplant: a VoxEngine scenario that asks Dialtrace where a call goes, carries its plan out, and tells
// what happened. When Dialtrace does not answer, it rings DEFAULT_TARGETS: no call is lost.
// Set up: docs/operators.ru.md. The three settings here are yours; the rest need not be changed.

// The address of the connection in Dialtrace ("Адрес для оператора"), without a slash at its end.
const HOOK = 'https://calls.example.ru/hooks/CONNECTION/SECRET';
// Who is rung, one after the other, when Dialtrace does not answer: {number} with digits, or {sip}.
const DEFAULT_TARGETS = [{ number: '74951112233', seconds: 30 }];
// The number agents see: bought or verified at Voximplant. Empty: the number that was called.
const CALLER_ID = '';

const ANSWER_SECONDS = 2; // as long as a caller hears nothing
const TURN_SECONDS = 3; // between two questions about a waiting caller
const TELL_AGAIN_MS = [500, 2000, 5000, 15000, 30000]; // a session lives a minute after its calls
const ACCEPT_SECONDS = 10;
const SIP_CODES = { unallocated: 404, busy: 486, rejected: 603, unavailable: 480, congestion: 503, normal: 480 };
const CAUSES = { unallocated: 1, normal: 16, busy: 17, unavailable: 19, rejected: 21, congestion: 42 };

// ---- Asking and telling ----------------------------------------------------------------------------------------------

let sessionId = '';
/** What has not been told yet; it goes in order, and again until it has arrived. */
const untold = [];
let telling = null;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function ask(path, body, seconds) {
  const request = Net.httpRequestAsync(path ? `${HOOK}/${path}` : HOOK, {
    method: 'POST',
    headers: ['Content-Type: application/json'],
    postData: JSON.stringify(body),
    timeout: seconds,
  });
  // By our own clock too: a connection that hangs is no answer.
  const answer = await Promise.race([request, sleep(seconds * 1000 + 500).then(() => ({ code: 0 }))]);
  if (answer.code < 200 || answer.code > 299) throw new Error(`Dialtrace answered ${answer.code}`);
  return answer.text ? JSON.parse(answer.text) : {};
}

function tell(fact) {
  untold.push({ at: Date.now(), ...fact });
  if (!telling) telling = tellAll().finally(() => (telling = null));
}

async function tellAll() {
  for (let failures = 0; untold.length > 0 && failures <= TELL_AGAIN_MS.length; ) {
    const facts = untold.slice(0, 50);
    try {
      await ask('events', { call: sessionId, facts }, 10);
      untold.splice(0, facts.length);
      failures = 0;
    } catch (error) {
      Logger.write(`events could not be told: ${error.message}`);
      if (failures < TELL_AGAIN_MS.length) await sleep(TELL_AGAIN_MS[failures]);
      failures += 1;
    }
  }
}

async function finish() {
  while (telling) await telling;
  VoxEngine.terminate();
}

// ---- Waiting for events ----------------------------------------------------------------------------------------------

/** Resolves with the name and the content of the first of these events, or null after `seconds`. */
function first(source, names, seconds) {
  return new Promise((resolve) => {
    let timer = null;
    const listeners = names.map((name) => [name, (event) => done({ name, event })]);
    const done = (happened) => {
      if (timer) clearTimeout(timer);
      for (const [name, listener] of listeners) source.removeEventListener(name, listener);
      resolve(happened);
    };
    for (const [name, listener] of listeners) source.addEventListener(name, listener);
    if (seconds) timer = setTimeout(() => done(null), seconds * 1000);
  });
}

/** The caller has hung up: the plan ends here. */
class CallerGone extends Error {}

// ---- A call that comes in --------------------------------------------------------------------------------------------

/** One caller and how far the plan has come. */
class Incoming {
  constructor(call, { did, caller }) {
    this.call = call;
    this.did = did;
    this.caller = caller;
    this.isAnswered = false;
    this.isGone = false;
    this.agentLeft = false;
    this.record = true;
    this.recordings = [];
    this.sounds = {};
    this.gone = new Promise((_, reject) => {
      const end = () => {
        this.isGone = true;
        reject(new CallerGone());
      };
      call.addEventListener(CallEvents.Disconnected, end);
      call.addEventListener(CallEvents.Failed, end);
    });
    this.gone.catch(() => {});
  }

  /** The event, unless the caller goes first. */
  orGone(event) {
    return Promise.race([event, this.gone]);
  }

  async answer() {
    if (this.isAnswered) return;
    this.isAnswered = true;
    const connected = first(this.call, [CallEvents.Connected], 5);
    this.call.answer();
    await this.orGone(connected);
  }

  /** The caller hears the sound; before an answer as early media, which costs nothing. */
  async play(sound) {
    const url = sound && this.sounds[sound];
    if (!url) return;
    if (!this.isAnswered) this.call.startEarlyMedia();
    const player = VoxEngine.createURLPlayer(url);
    const finished = first(player, [PlayerEvents.PlaybackFinished], 600);
    player.sendMediaTo(this.call);
    await this.orGone(finished);
  }

  /** A key within so many seconds, or ''. It may be pressed while the sound plays. */
  async key(sound, seconds) {
    await this.answer();
    this.call.handleTones(true);
    let pressed = '';
    const tone = first(this.call, [CallEvents.ToneReceived], 600).then((heard) => {
      pressed = heard ? heard.event.tone : '';
    });
    await Promise.race([this.play(sound), tone]);
    if (!pressed) await this.orGone(Promise.race([tone, sleep(seconds * 1000)]));
    return pressed;
  }

  startRecording(call, kind, ref) {
    call.addEventListener(CallEvents.RecordStarted, (event) => this.recordings.push({ url: event.url, kind, ...ref }));
    call.record({ stereo: kind === 'talk', hd_audio: false });
  }

  // ---- Steps: each answers with the step that is next -----------------------------------------------------------------

  async run(plan) {
    this.record = plan.record;
    let at = plan.steps.length > 0 ? 0 : null;
    while (at !== null && at !== undefined) {
      const step = plan.steps[at];
      at = step && STEPS[step.do] ? await STEPS[step.do](this, step, at) : null;
    }
    if (!this.agentLeft) this.end('unavailable', null);
  }

  end(cause, q850) {
    tell({ kind: 'hung-up', cause: q850, by: this.agentLeft ? 'agent' : 'system' });
    if (this.isAnswered) this.call.hangup();
    else this.call.reject(SIP_CODES[cause]);
  }
}

const STEPS = {
  async play(incoming, step, at) {
    await incoming.play(step.sound);
    tell({ kind: 'played', step: at, what: step.what });
    return step.next;
  },

  async consent(incoming, step) {
    const given = (await incoming.key(step.sound, step.seconds)) === step.digit;
    if (!given) incoming.record = false;
    tell({ kind: 'consented', given });
    return step.next;
  },

  async menu(incoming, step, at) {
    for (let left = step.tries; left > 0; left--) {
      const digits = await incoming.key(step.sound, step.seconds);
      tell({ kind: 'pressed', step: at, digits, apart: String(left) });
      if (digits in step.on) return step.on[digits];
    }
    return step.else;
  },

  async dial(incoming, step, at) {
    const taken = await ring(incoming, step, at);
    if (!taken) return step.else;
    await talk(incoming, taken);
    return null;
  },

  async queue(incoming, step, at) {
    await incoming.answer();
    incoming.call.handleTones(true);
    tell({ kind: 'queued', step: at });
    const since = Date.now();
    let key = '';
    const onTone = (event) => {
      if (step.leave && event.tone === step.leave.digit) key = event.tone;
    };
    incoming.call.addEventListener(CallEvents.ToneReceived, onTone);
    const music = startMusic(incoming, step.music);
    const left = (reason) => {
      if (music) music.stop();
      incoming.call.removeEventListener(CallEvents.ToneReceived, onTone);
      tell({ kind: 'left-queue', step: at, reason });
    };
    for (let round = 0; Date.now() - since < step.seconds * 1000; round++) {
      const turn = await nextTurn(step, at, since);
      Object.assign(incoming.sounds, turn.sounds);
      for (const sound of turn.say) await incoming.play(sound);
      if (key) {
        left('key');
        return step.leave.next;
      }
      if (turn.do === 'leave') {
        left('nobody');
        return step.else;
      }
      if (turn.do === 'wait') {
        await incoming.orGone(sleep(TURN_SECONDS * 1000));
        continue;
      }
      const rung = { ...step, targets: turn.targets, ringSeconds: turn.seconds };
      const taken = await ring(incoming, rung, at, { round, isWaiting: true });
      if (taken) {
        left('answered');
        await talk(incoming, taken);
        return null;
      }
    }
    left('too-long');
    return step.else;
  },

  async voicemail(incoming, step) {
    await incoming.answer();
    await incoming.play(step.sound);
    incoming.startRecording(incoming.call, 'voicemail', { channels: '1' });
    await incoming.orGone(sleep(step.seconds * 1000));
    return step.next;
  },

  async 'call-back'(incoming, step) {
    await incoming.answer();
    tell({ kind: 'call-back-asked' });
    await incoming.play(step.sound);
    return step.next;
  },

  async hangup(incoming, step) {
    incoming.end(step.cause, CAUSES[step.cause]);
    incoming.agentLeft = true; // said already
    return null;
  },
};

function startMusic(incoming, sound) {
  const url = sound && incoming.sounds[sound];
  if (!url) return null;
  const music = VoxEngine.createURLPlayer(url, { loop: true });
  music.sendMediaTo(incoming.call);
  return music;
}

// Should Dialtrace not answer, all of the step's targets are rung.
async function nextTurn(step, at, since) {
  try {
    const waited = Math.floor((Date.now() - since) / 1000);
    return await ask('queue', { call: sessionId, queue: step.queue, step: at, waited }, ANSWER_SECONDS);
  } catch (error) {
    Logger.write(`nobody says whom to ring: ${error.message}`);
    return { do: 'ring', targets: step.targets, seconds: step.ringSeconds, say: [] };
  }
}

// ---- Ringing agents --------------------------------------------------------------------------------------------------

function callOut(phone, callerId) {
  if (phone.kind === 'sip') return VoxEngine.callSIP(phone.uri, { callerid: callerId });
  return VoxEngine.callPSTN(phone.e164.replace('+', ''), callerId);
}

/** Rings all targets at once; resolves with the leg of whoever takes the call, or null. */
async function ring(incoming, step, at, { round = 0, isWaiting = false } = {}) {
  if (!isWaiting) {
    if (!incoming.isAnswered) incoming.call.startEarlyMedia();
    incoming.call.playProgressTone('RU');
  }
  const legs = step.targets.map((target, index) => startLeg(incoming, step, { target, at, name: `${round}.${index}` }));
  const over = sleep(step.ringSeconds * 1000).then(() => null);
  const anyone = new Promise((resolve) => {
    let ringing = legs.length;
    for (const leg of legs)
      leg.taken.then((taken) => {
        ringing -= 1;
        if (taken || ringing === 0) resolve(taken ? leg : null);
      });
    if (legs.length === 0) resolve(null);
  });
  let taken = null;
  try {
    taken = await incoming.orGone(Promise.race([anyone, over]));
  } finally {
    for (const leg of legs) if (leg !== taken) leg.stop();
    if (!taken) tell({ kind: 'step-ended', step: at, ...failureOf(legs, incoming.isGone), apart: `${at}/${round}` });
  }
  return taken;
}

function failureOf(legs, isGone) {
  if (isGone) return { outcome: 'canceled', cause: 16 };
  const failed = legs.filter((leg) => leg.failure);
  return failed.length === legs.length && failed.length > 0
    ? failed[failed.length - 1].failure
    : { outcome: 'no-answer', cause: 19 };
}

function failureOfCode(code) {
  if (code === 486 || code === 600) return { outcome: 'busy', cause: 17 };
  if (code === 603 || code === 403) return { outcome: 'rejected', cause: 21 };
  if (code === 404 || code === 484) return { outcome: 'unavailable', cause: 1 };
  if (code === 408) return { outcome: 'no-answer', cause: 19 };
  return { outcome: 'unavailable', cause: 20 };
}

function startLeg(incoming, step, { target, at, name }) {
  // Voximplant shows callers' own numbers on SIP legs only: on others the number must be one of the account.
  const shown = target.phone.kind === 'sip' ? incoming.caller : CALLER_ID || incoming.did;
  const call = callOut(target.phone, shown);
  const leg = { call, id: `${at}.${name}`, target, failure: null, isOver: false };
  const ended = (cause) => {
    if (leg.isOver) return;
    leg.isOver = true;
    tell({ kind: 'leg-ended', leg: leg.id, cause });
  };
  tell({ kind: 'leg-started', leg: leg.id, step: at, targetId: target.id });
  leg.stop = () => {
    if (leg.isOver) return;
    ended(16);
    call.hangup();
  };
  leg.taken = new Promise((resolve) => {
    call.addEventListener(CallEvents.Failed, (event) => {
      leg.failure = failureOfCode(event.code);
      ended(leg.failure.cause);
      resolve(false);
    });
    call.addEventListener(CallEvents.Disconnected, () => {
      leg.failure = leg.failure || { outcome: 'declined', cause: 16 };
      ended(16);
      resolve(false);
    });
    call.addEventListener(CallEvents.Connected, async () => {
      const isTaken = await takes(incoming, call, step);
      if (!isTaken) leg.failure = { outcome: 'declined', cause: 16 };
      if (!isTaken || leg.isOver) {
        leg.stop();
        resolve(false);
        return;
      }
      tell({ kind: 'leg-answered', leg: leg.id });
      resolve(true);
    });
  });
  return leg;
}

/** The agent hears the whisper, and presses the key if there is one. */
async function takes(incoming, call, { whisper, acceptKey }) {
  const url = whisper && incoming.sounds[whisper];
  let key = null;
  if (acceptKey) {
    call.handleTones(true);
    key = new Promise((resolve) => {
      call.addEventListener(CallEvents.ToneReceived, (event) => {
        if (event.tone === acceptKey) resolve(true);
      });
    });
  }
  if (url) {
    const player = VoxEngine.createURLPlayer(url);
    const heard = first(player, [PlayerEvents.PlaybackFinished], 60);
    player.sendMediaTo(call);
    const over = first(call, [CallEvents.Disconnected], 60);
    const pressed = await Promise.race([heard.then(() => false), over.then(() => false), ...(key ? [key] : [])]);
    player.stop();
    if (pressed) return true;
  }
  return key ? Promise.race([key, sleep(ACCEPT_SECONDS * 1000).then(() => false)]) : true;
}

async function talk(incoming, { call }) {
  const over = first(call, [CallEvents.Disconnected]);
  await incoming.answer();
  if (incoming.record) incoming.startRecording(incoming.call, 'talk', { channels: '2' });
  VoxEngine.sendMediaBetween(incoming.call, call);
  try {
    await incoming.orGone(over);
    incoming.agentLeft = true;
    tell({ kind: 'hung-up', cause: 16, by: 'agent' });
    incoming.call.hangup();
  } catch (error) {
    call.hangup();
    throw error;
  }
}

const DEFAULT_PLAN = {
  record: true,
  steps: DEFAULT_TARGETS.map(({ number, sip, seconds }, at) => ({
    do: 'dial',
    targets: [{ id: null, phone: sip ? { kind: 'sip', uri: sip } : { kind: 'number', e164: number } }],
    ringSeconds: seconds,
    whisper: null,
    acceptKey: null,
    else: at + 1 < DEFAULT_TARGETS.length ? at + 1 : null,
  })),
};

async function comeIn(event) {
  const did = event.destination;
  const caller = event.callerid || '';
  const incoming = new Incoming(event.call, { did, caller });
  const offer = { call: sessionId, did, caller, at: Date.now() };
  tell({ kind: 'offered', did, callerRaw: caller });
  let plan = DEFAULT_PLAN;
  try {
    const answer = await ask('', offer, ANSWER_SECONDS);
    plan = answer.plan;
    incoming.sounds = answer.sounds || {};
  } catch (error) {
    Logger.write(`Dialtrace does not answer, ringing DEFAULT_TARGETS: ${error.message}`);
    tell({ kind: 'taken-while-down' });
  }
  try {
    await incoming.run(plan);
  } catch (error) {
    if (error instanceof CallerGone) tell({ kind: 'hung-up', cause: 16, by: 'caller' });
    else {
      Logger.write(`the plan could not be carried out: ${error.message}`);
      incoming.end('congestion', 42);
    }
  }
  // A session that is ended takes its calls with it: the refusal reaches the caller first.
  await Promise.race([incoming.gone.catch(() => {}), sleep(3000)]);
  await endAll(incoming.recordings);
}

async function endAll(recordings) {
  for (const ref of recordings) tell({ kind: 'recording-offered', ref, apart: ref.url });
  tell({ kind: 'ended' });
  await finish();
}

// ---- A call of ours: the agent first, then the client ----------------------------------------------------------------

/** An id as it was before it was made short. */
const uuid = (hex) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

async function goOut(data) {
  const [order, agentId, agent, callee, number, seconds, whisper] = data.split('|');
  sessionId = uuid(order);
  tell({ kind: 'placed', number, callee, agentId: uuid(agentId) });
  const phone = agent.startsWith('sip') ? { kind: 'sip', uri: agent } : { kind: 'number', e164: agent };
  const recordings = [];
  const own = callOut(phone, number);
  tell({ kind: 'leg-started', leg: 'agent', targetId: uuid(agentId) });
  const answered = await first(
    own,
    [CallEvents.Connected, CallEvents.Failed, CallEvents.Disconnected],
    Number(seconds),
  );
  if (!answered || answered.name !== CallEvents.Connected) {
    own.hangup();
    const hasFailed = answered && answered.name === CallEvents.Failed;
    const failure = hasFailed ? failureOfCode(answered.event.code) : { outcome: 'no-answer', cause: 19 };
    tell({ kind: 'leg-ended', leg: 'agent', cause: failure.cause });
    tell({ kind: 'step-ended', step: 0, ...failure });
    return endAll(recordings);
  }
  tell({ kind: 'leg-answered', leg: 'agent' });
  if (whisper) {
    const origin = HOOK.split('/').slice(0, 3).join('/');
    const player = VoxEngine.createURLPlayer(whisper.startsWith('/') ? origin + whisper : whisper);
    const heard = first(player, [PlayerEvents.PlaybackFinished], 60);
    player.sendMediaTo(own);
    await heard;
  }
  own.playProgressTone('RU');
  const client = callOut({ kind: 'number', e164: callee }, number);
  tell({ kind: 'leg-started', leg: 'client', client: true, step: 1 });
  let isTalking = false;
  client.addEventListener(CallEvents.Connected, () => {
    isTalking = true;
    tell({ kind: 'leg-answered', leg: 'client' });
    // The agent's side is recorded: the client is on the right.
    own.addEventListener(CallEvents.RecordStarted, (event) =>
      recordings.push({ url: event.url, kind: 'talk', channels: '2', caller: 'right' }),
    );
    own.record({ stereo: true, hd_audio: false });
    VoxEngine.sendMediaBetween(own, client);
  });
  const ends = [CallEvents.Failed, CallEvents.Disconnected];
  const byClient = first(client, ends).then((happened) => ({ by: 'caller', ...happened }));
  const byAgent = first(own, ends).then((happened) => ({ by: 'agent', ...happened }));
  const { by, name, event } = await Promise.race([byClient, byAgent]);
  own.hangup();
  client.hangup();
  const failure = name === CallEvents.Failed ? failureOfCode(event.code) : { outcome: 'canceled', cause: 16 };
  tell({ kind: 'leg-ended', leg: 'client', cause: failure.cause });
  if (!isTalking) tell({ kind: 'step-ended', step: 1, ...failure });
  tell({ kind: 'hung-up', cause: failure.cause, by });
  return endAll(recordings);
}

VoxEngine.addEventListener(AppEvents.Started, (event) => {
  sessionId = String(event.sessionId);
  const data = VoxEngine.customData();
  if (data && data.split('|').length === 7) goOut(data);
});
VoxEngine.addEventListener(AppEvents.CallAlerting, comeIn);
