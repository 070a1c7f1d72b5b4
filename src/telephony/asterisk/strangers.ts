// SIP that Asterisk refuses before there is a call: read from its log, so that each refusal is counted by its reason.
import { closeSync, existsSync, fstatSync, openSync, readSync, truncateSync } from 'node:fs';

export type SipRefusal = 'sip-from-stranger' | 'sip-malformed' | 'sip-no-codec' | 'sip-overload';
export type StrangerWatch = { stop(): void };

const POLL_MS = 1000;
const CHUNK_BYTES = 4 << 20;
const LOG_BYTES_LIMIT = 32 << 20; // a flood writes 300 bytes a request: the log must not fill the disk

/** Calls `onRefused` with how many requests were refused for each reason since the last look. */
export function watchStrangers({
  file,
  onRefused,
}: {
  file: string;
  onRefused: (reason: SipRefusal, times: number) => void;
}): StrangerWatch {
  let readTo = existsSync(file) ? sizeOf(file) : 0;
  const look = () => {
    if (!existsSync(file)) return;
    const { text, next } = readFrom(file, readTo);
    readTo = next;
    for (const [reason, times] of countRefusals(text.split('\n'))) onRefused(reason, times);
    if (readTo < LOG_BYTES_LIMIT) return;
    truncateSync(file); // Asterisk appends, so it goes on at the new end
    readTo = 0;
  };
  const timer = setInterval(look, POLL_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

// The words are those of Asterisk 22 (res_pjsip/pjsip_distributor.c, res_pjsip_session.c, channel.c, res_rtp_asterisk.c) and of
// its PJSIP. One line for each refused request; other lines of the same refusal are not looked at.
const WORDS: readonly [RegExp, SipRefusal][] = [
  [/ - (No matching endpoint found|Failed to authenticate)/, 'sip-from-stranger'],
  [/Error parsing\/validating SDP body/, 'sip-malformed'],
  [/trunk-\w+: Couldn't negotiate stream/, 'sip-no-codec'],
  [/call limit reached|couldn't allocate a port for RTP/i, 'sip-overload'],
];

/** Why this line says that a request was refused; undefined: it says nothing of the kind. */
export function refusalOf(line: string): SipRefusal | undefined {
  return WORDS.find(([words]) => words.test(line))?.[1];
}

/** How often these lines say that somebody was refused, by the reason; two lines about one Call-ID are one. */
export function countRefusals(lines: readonly string[]): Map<SipRefusal, number> {
  const found = lines.flatMap((line) => {
    const reason = refusalOf(line);
    return reason ? [{ reason, about: /\(callid: ([^)]+)\)/.exec(line)?.[1] }] : [];
  });
  const counts = new Map<SipRefusal, number>();
  const seen = new Set<string>();
  for (const { reason, about } of found) {
    if (about !== undefined && seen.has(about)) continue;
    if (about !== undefined) seen.add(about);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return counts;
}

function sizeOf(file: string): number {
  const descriptor = openSync(file, 'r');
  try {
    return fstatSync(descriptor).size;
  } finally {
    closeSync(descriptor);
  }
}

function readFrom(file: string, from: number): { text: string; next: number } {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const start = size < from ? 0 : from;
    const buffer = Buffer.alloc(Math.min(size - start, CHUNK_BYTES));
    readSync(descriptor, buffer, 0, buffer.length, start);
    const end = buffer.lastIndexOf(10) + 1;
    return { text: buffer.toString('utf8', 0, end), next: start + end };
  } finally {
    closeSync(descriptor);
  }
}
