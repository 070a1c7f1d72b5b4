// Promise: whoever listens (a CRM, an agent's screen) is told of a call within 200 ms of its INVITE, while it rings. Calls
// one after another, and the live stream over HTTP as any program reads it. Prints JSON lines: value = milliseconds from
// INVITE to the call's first event, with who called and from which ad; peer = the limit, ratio = limit / value.
import { AGENT_ADDRESS } from '../tests/support/sip.ts';
import { addSite, prepareSystem } from '../tests/support/system.ts';
import { openStopwatch } from './sip-stopwatch.ts';

const CALLS = 200;
const LIMIT_MS = 200;
const AGENT_PORT = 5717;
const DID = '74950000321';

const system = await prepareSystem({ embedded: true, env: { LOG_LEVEL: 'error' } });
const site = await addSite(system, {
  numbers: [`+${DID}`],
  targets: [{ name: 'Agent', sipUri: `sip:agent@${AGENT_ADDRESS}:${AGENT_PORT}` }],
});
await system.start();
const stopwatch = await openStopwatch({ agentAddress: AGENT_ADDRESS, agentPort: AGENT_PORT });
const closing = new AbortController();
try {
  const stream = await fetch(`${system.url}/api/v1/sites/${site.siteId}/live`, {
    headers: { authorization: `Bearer ${system.apiKey}` },
    signal: closing.signal,
  });
  const events = firstEvents(stream);
  const delays: number[] = [];
  for (let at = 0; at < CALLS; at++) {
    const begun = performance.now();
    const [told] = await Promise.all([
      events.next(),
      stopwatch.measure({ to: system.sipPort, did: DID, calls: 1, rate: 1000 }),
    ]);
    delays.push((told.value ?? Number.NaN) - begun);
  }
  for (const [name, share] of [
    ['median', 0.5],
    ['p99', 0.99],
  ] as const) {
    const value = Math.round((delays.toSorted((a, b) => a - b)[Math.floor(CALLS * share)] ?? Number.NaN) * 10) / 10;
    console.log(
      JSON.stringify({
        name: `ringing: ${name} from INVITE to event`,
        value,
        unit: 'ms',
        peer: LIMIT_MS,
        ratio: Math.round((LIMIT_MS / value) * 10) / 10,
        calls: CALLS,
      }),
    );
  }
} finally {
  closing.abort();
  stopwatch.close();
  await system.close();
}

/** When each new call was first told of, complete with its attribution. */
async function* firstEvents(stream: Response): AsyncGenerator<number, undefined> {
  const known = new Set<string>();
  let text = '';
  for await (const bytes of stream.body ?? []) {
    text += Buffer.from(bytes).toString();
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      if (!block.includes('event: call\n')) continue;
      const call = JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? '{}') as { id?: string; attribution?: unknown };
      if (!call.id || known.has(call.id) || !call.attribution) continue;
      known.add(call.id);
      yield performance.now();
    }
  }
  return undefined;
}
