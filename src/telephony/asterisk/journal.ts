// Asterisk's journal (CEL as JSON lines) in our words. Pure: one line in, at most one fact out.
// Source: docs.asterisk.org, Channel Event Logging (CEL) specification; user events are those of dialplan.ts.
import type { CallFact, LegOutcome, Party } from '../../core/call.ts';
import { agentOfChannel } from './phones.ts';

type Line = {
  eventtype: string;
  eventtime: number | string;
  linkedid: string;
  uniqueid: string;
  channame: string;
  num: string;
  exten: string;
  eventextra: string;
};

/** The fact of a journal line; null: the line says nothing about a call from a trunk that we need. */
export function factFromLine(text: string): CallFact | null {
  const line = JSON.parse(text) as Line;
  const extra = parseExtra(line.eventextra);
  const at = new Date(Number(line.eventtime) * 1000);
  const key = `${line.uniqueid}/${line.eventtype}/${line.eventtime}`;
  const fact = factOf(line, extra);
  return fact && { providerCallId: line.linkedid, key, at, ...fact };
}

// Omit over each member of the union, so that `kind` keeps telling which fields there are.
type Bare<T> = T extends unknown ? Omit<T, 'providerCallId' | 'key' | 'at'> : never;

function factOf(line: Line, extra: Record<string, string>): Bare<CallFact> | null {
  return line.eventtype.startsWith('DT_')
    ? ourFact(line, extra.extra ?? '')
    : channelFact(line, toCause(extra.hangupcause), extra.hangupsource ?? '');
}

// What the engine itself says of channels. That a leg is answered it does not: who answers has not taken the call yet.
function channelFact(line: Line, cause: number | null, source: string): Bare<CallFact> | null {
  const leg = line.uniqueid;
  switch (line.eventtype) {
    case 'CHAN_START':
      if (isTrunk(line.channame)) return { kind: 'offered', did: line.exten, callerRaw: line.num };
      return isLeg(line.channame) ? { kind: 'leg-started', leg, ...whom(line.channame) } : null;
    case 'HANGUP':
      if (isCaller(line.channame)) return { kind: 'hung-up', cause, by: hungUpBy(source) };
      return isLeg(line.channame) ? { kind: 'leg-ended', leg, cause, outcome: outcomeOfLeg(cause) } : null;
    case 'LINKEDID_END':
      return { kind: 'ended' };
    default:
      return null;
  }
}

// What the dialplan says, fields divided by '|'.
function ourFact({ eventtype, uniqueid }: Line, text: string): Bare<CallFact> | null {
  const [first = '', second = '', third = ''] = text.split('|');
  switch (eventtype) {
    case 'DT_OFFERED':
      return { kind: 'offered', did: first, callerRaw: second };
    case 'DT_PLACED':
      return { kind: 'placed', number: first, callee: second, agentId: third || null };
    case 'DT_DOWN':
      return { kind: 'taken-while-down' };
    case 'DT_RECORD':
      return { kind: 'recording-started' };
    case 'DT_RING':
      return { kind: 'ringing', step: Number(first), targetId: second || null };
    case 'DT_TOOK':
      return { kind: 'leg-answered', leg: uniqueid };
    case 'DT_DECLINED':
      return { kind: 'leg-ended', leg: uniqueid, cause: null, outcome: 'declined' };
    case 'DT_STEP':
      return stepEnded(Number(first), second, toCause(third));
    case 'DT_PLAYED':
      return { kind: 'played', step: Number(first), what: second === 'notice' ? 'notice' : 'announcement' };
    case 'DT_CONSENT':
      return { kind: 'consented', given: first === '1' };
    case 'DT_KEY':
      return { kind: 'pressed', step: Number(first), digits: second };
    case 'DT_QUEUED':
      return { kind: 'queued', step: Number(first) };
    case 'DT_LEFT':
      return { kind: 'left-queue', step: Number(first), reason: leaving(second) };
    case 'DT_CALLBACK':
      return { kind: 'call-back-asked' };
    case 'DT_VOICEMAIL':
      return { kind: 'voicemail', file: text };
    case 'DT_PAUSED':
      return { kind: 'recording-paused' };
    case 'DT_RESUMED':
      return { kind: 'recording-resumed' };
    case 'DT_RECORDED':
      return { kind: 'recorded', file: text };
    case 'DT_HUNGUP':
      return { kind: 'hung-up', cause: toCause(first), by: hungUpBy(second) };
    default:
      return null;
  }
}

/** A call that we placed has ended: its channel and the cause. Null: the line says nothing of such a call. */
export function outboundFromLine(text: string): { channel: string; cause: number | null } | null {
  if (!text.includes(OUT) || !text.includes('HANGUP')) return null; // most lines, without being parsed twice
  const line = JSON.parse(text) as Line;
  if (line.eventtype !== 'HANGUP' || !line.channame.startsWith(OUT)) return null;
  return { channel: line.uniqueid, cause: toCause(parseExtra(line.eventextra).hangupcause) };
}

const OUT = 'PJSIP/out-';
const isTrunk = (channel: string) => channel.startsWith('PJSIP/trunk-');
const isCaller = (channel: string) => isTrunk(channel) || channel.startsWith('PJSIP/line-');
const isClient = (channel: string) => channel.startsWith('PJSIP/client-');
const isAgent = (channel: string) => /^PJSIP\/(agent|targets)-/.test(channel);
const isLeg = (channel: string) => isAgent(channel) || isClient(channel);

function whom(channel: string): { client: true } | { targetId: string } | object {
  if (isClient(channel)) return { client: true };
  const targetId = agentOfChannel(channel);
  return targetId ? { targetId } : {};
}

function parseExtra(text: string): Record<string, string> {
  if (!text) return {};
  const extra = JSON.parse(text) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(extra).map(([name, value]) => [name, String(value)]));
}

function toCause(text: string | undefined): number | null {
  const cause = Number(text);
  return Number.isInteger(cause) && cause > 0 ? cause : null;
}

function hungUpBy(channel: string): Party {
  if (isCaller(channel) || isClient(channel)) return 'caller';
  return isAgent(channel) ? 'agent' : 'system';
}

const BUSY = 17;
const REJECTED = 21; // Q.850 "call rejected": SIP 403, 603 and the like
// Of a leg that was called off, or rang in vain, the cause says nothing: the step knows.
const UNAVAILABLE = [1, 2, 3, 20, 22, 27, 28, 34, 38, 41, 42, 58];

function outcomeOfLeg(cause: number | null): LegOutcome | null {
  if (cause === BUSY) return 'busy';
  if (cause === REJECTED) return 'rejected';
  return cause !== null && UNAVAILABLE.includes(cause) ? 'unavailable' : null;
}

function stepEnded(step: number, dialStatus: string, cause: number | null): Bare<CallFact> {
  return { kind: 'step-ended', step, outcome: outcomeOf(dialStatus, cause), cause };
}

function leaving(word: string): 'answered' | 'too-long' | 'key' | 'nobody' {
  return word === 'answered' || word === 'key' || word === 'nobody' ? word : 'too-long';
}

function outcomeOf(dialStatus: string, cause: number | null): LegOutcome {
  switch (dialStatus) {
    case 'ANSWER':
      return 'answered';
    case 'BUSY':
      return 'busy';
    case 'NOANSWER':
      return 'no-answer';
    case 'CANCEL':
      return 'canceled';
    case 'DECLINED':
      return 'declined';
    case 'CHANUNAVAIL':
    case 'CONGESTION':
      return cause === REJECTED ? 'rejected' : 'unavailable';
    default:
      return 'failed';
  }
}
