// Waits until somebody listens on a UDP port of this machine.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const WITHIN_MS = 15_000;

/** `lost` tells why nobody will any more; undefined: go on waiting. Throws then, or after 15 s. */
export async function untilListening(
  { address, port, who }: { address: string; port: number; who: string },
  lost: () => string | undefined = () => undefined,
): Promise<void> {
  for (const until = Date.now() + WITHIN_MS; Date.now() < until; await sleep(20)) {
    const why = lost();
    if (why) throw new Error(why);
    if (readFileSync('/proc/net/udp', 'utf8').includes(` ${socketOf(address, port)} `)) return;
  }
  throw new Error(`${who} does not listen on ${address}:${port}`);
}

// /proc/net/udp names sockets by little-endian address and port in hexadecimal.
function socketOf(address: string, port: number): string {
  const bytes = address
    .split('.')
    .reverse()
    .map((part) => Number(part).toString(16).padStart(2, '0'));
  return `${bytes.join('')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
}
