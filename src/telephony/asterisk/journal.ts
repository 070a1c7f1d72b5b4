// Asterisk's journal (CEL as JSON lines) in our words. Pure: one line in, at most one fact out.
// Source: docs.asterisk.org, Channel Event Logging (CEL) specification; user events are those of dialplan.ts.
import type { CallFact, LegOutcome, Party } from '../../core/call.ts';

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
  const fromTrunk = isTrunk(line.channame);
  const words = (extra.extra ?? '').split('|');
  switch (line.eventtype) {
    case 'CHAN_START':
      if (fromTrunk) return { kind: 'offered', did: line.exten, callerRaw: line.num };
      return isTarget(line.channame) ? { kind: 'leg-started', leg: line.uniqueid } : null;
    case 'ANSWER':
      return isTarget(line.channame) ? { kind: 'leg-answered', leg: line.uniqueid } : null;
    case 'HANGUP':
      if (fromTrunk)
        return { kind: 'hung-up', cause: toCause(extra.hangupcause), by: hungUpBy(extra.hangupsource ?? '') };
      return isTarget(line.channame)
        ? { kind: 'leg-ended', leg: line.uniqueid, cause: toCause(extra.hangupcause) }
        : null;
    case 'DT_DOWN':
      return { kind: 'taken-while-down' };
    case 'DT_RECORD':
      return { kind: 'recording-started' };
    case 'DT_RING':
      return { kind: 'ringing', step: Number(words[0]), targetId: words[1] || null };
    case 'DT_STEP':
      return {
        kind: 'step-ended',
        step: Number(words[0]),
        outcome: outcomeOf(words[1] ?? '', toCause(words[2])),
        cause: toCause(words[2]),
      };
    case 'DT_RECORDED':
      return { kind: 'recorded', file: extra.extra ?? '' };
    case 'LINKEDID_END':
      return { kind: 'ended' };
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
const isTarget = (channel: string) => channel.startsWith('PJSIP/targets-');

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
  if (isTrunk(channel)) return 'caller';
  return isTarget(channel) ? 'agent' : 'system';
}

const REJECTED = 21; // Q.850 "call rejected": SIP 403, 603 and the like

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
    case 'CHANUNAVAIL':
    case 'CONGESTION':
      return cause === REJECTED ? 'rejected' : 'unavailable';
    default:
      return 'failed';
  }
}
