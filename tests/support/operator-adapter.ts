// What adapters of operators are tried with: a house that keeps facts as the store does, requests as they come through
// the hook server, and an HTTP server that stands for the operator's API.
import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CallFact, type CallState, callFromFacts, type OfferedCall } from '../../src/core/call.ts';
import type { Plan, PlanTarget, Step } from '../../src/core/routing/plan.ts';
import { receiveBy } from '../../src/telephony/operators/hook-server.ts';
import type {
  HookAnswer,
  HookRequest,
  House,
  Operator,
  OperatorConnection,
} from '../../src/telephony/operators/port.ts';

export const ANNA: PlanTarget = {
  id: '0192f0c0-0000-7000-8000-00000000000a',
  name: 'Anna',
  phone: { kind: 'number', e164: '+79161112233', connectionId: null },
};
export const BORIS: PlanTarget = {
  id: '0192f0c0-0000-7000-8000-00000000000b',
  name: 'Boris',
  phone: { kind: 'number', e164: '+74951112244', connectionId: null },
};
type Dial = Extract<Step, { do: 'dial' }>;
export const dial = (targets: readonly PlanTarget[], more: Partial<Dial> = {}): Dial => ({
  ...{ do: 'dial', targets, ringSeconds: 20, whisper: null, acceptKey: null, else: null, ...more },
});
export const plan = (...steps: Step[]): Plan => ({ record: true, steps });
export const ANNA_THEN_BORIS = plan(dial([ANNA], { else: 1 }), dial([BORIS], { ringSeconds: 25 }));

export type TestHouse = House & {
  offers: OfferedCall[];
  logged: string[];
  facts(providerCallId?: string): CallFact[];
  call(providerCallId: string): CallState;
};

/** A house whose plan is always the same; a call has one once it was offered, by a question or a fact. */
export function testHouse(answer: Plan | Error = ANNA_THEN_BORIS): TestHouse {
  const kept = new Map<string, CallFact>();
  const calls = new Set<string>();
  const house: TestHouse = {
    offers: [],
    logged: [],
    async offer(offer) {
      house.offers.push(offer);
      if (answer instanceof Error) throw answer;
      calls.add(offer.providerCallId);
      return answer;
    },
    planOf: async (id) => (calls.has(id) && !(answer instanceof Error) ? answer : undefined),
    queue: async () => ({ do: 'leave' }),
    async tell(facts) {
      for (const fact of facts) {
        if (fact.kind === 'offered') calls.add(fact.providerCallId);
        // As the store does: what is known by its key stays as it was told first.
        const key = `${fact.providerCallId} ${fact.key}`;
        if (!kept.has(key)) kept.set(key, structuredClone(fact));
        assert.ok(Number.isFinite(fact.at.getTime()), `${fact.key} has no time`);
        assert.doesNotMatch(JSON.stringify(fact), /\\u0000/, 'the database takes no NUL');
      }
    },
    soundUrl: (sound) => `https://calls.example.test/sounds/${sound}.wav`,
    hookUrl: (path) => `https://calls.example.test/hooks/c1/s3cret${path ? `/${path}` : ''}`,
    log: (message) => house.logged.push(message),
    facts: (id) => [...kept.values()].filter((fact) => !id || fact.providerCallId === id),
    call: (id) => callFromFacts(house.facts(id)),
  };
  return house;
}

export type Sent = Partial<Omit<HookRequest, 'body' | 'query'>> & {
  query?: Record<string, string>;
  form?: Record<string, string>;
  json?: unknown;
  body?: Buffer | string;
};

/** A request as the hook server gives it to an adapter. */
export function hookRequest({ query = {}, form, json, body, ...more }: Sent): HookRequest {
  const type = form ? 'application/x-www-form-urlencoded' : json === undefined ? undefined : 'application/json';
  const text = form ? new URLSearchParams(form).toString() : json === undefined ? (body ?? '') : JSON.stringify(json);
  const path = more.path ?? '';
  const asked = new URLSearchParams(query);
  return {
    method: type || body ? 'POST' : 'GET',
    path,
    url: `https://calls.example.test/hooks/c1/s3cret/${path}${asked.size ? `?${asked}` : ''}`,
    query: asked,
    ip: '203.0.113.7',
    at: new Date('2026-11-21T07:00:00Z'),
    ...more,
    headers: { ...(type ? { 'content-type': type } : {}), ...more.headers },
    body: Buffer.from(text),
  };
}

/** The answer, which must be one (not a refusal). */
export async function answered(
  operator: Operator,
  request: HookRequest,
  connection: OperatorConnection,
  house: House = testHouse(),
): Promise<HookAnswer> {
  const answer = await receiveBy(operator)(request, connection, house);
  assert.ok(!('refused' in answer), JSON.stringify(answer));
  return answer;
}

/** Why the request was refused; it must have been. */
export async function refusal(
  operator: Operator,
  request: HookRequest,
  connection: OperatorConnection,
  house: House = testHouse(),
): Promise<string> {
  const answer = await receiveBy(operator)(request, connection, house);
  assert.ok('refused' in answer, `not refused: ${JSON.stringify(answer)}`);
  return answer.refused;
}

/** The same numbers each time, so that a failure comes again. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

/**
 * Plays a call's requests in order, then in many disorders with each told twice, and holds the calls against each
 * other. `times: false` where the operator tells none: then only what happened must be the same, not when. The first
 * request stays first where `offeredFirst`, since a call is in the store before anything else can be told of it.
 */
export async function sameCallHoweverTold(
  {
    operator,
    connection,
    requests,
    id,
  }: {
    operator: Operator;
    connection: OperatorConnection;
    requests: readonly HookRequest[];
    id: string;
  },
  { times = true, offeredFirst = false } = {},
): Promise<CallState> {
  const play = async (sent: readonly HookRequest[]) => {
    const house = testHouse();
    let ms = 0;
    for (const request of sent) {
      ms += 700;
      const at = times ? request.at : new Date(request.at.getTime() + ms);
      const answer = await receiveBy(operator)({ ...request, at }, connection, house);
      assert.ok(!('refused' in answer) && answer.status < 300, JSON.stringify(answer));
    }
    return house.call(id);
  };
  const compared = (call: CallState) =>
    JSON.parse(
      JSON.stringify(
        {
          ...call,
          lastAt: null,
          legs: call.legs.toSorted((a, b) => (a.providerLegId < b.providerLegId ? -1 : 1)),
        },
        (name, value) => (!times && name.endsWith('At') ? value !== null : value),
      ),
    ) as unknown;
  const call = await play(requests);
  const random = chance(7);
  for (let round = 0; round < 40; round++) {
    const [first, ...rest] = requests;
    const mixed = shuffled([...requests, ...requests], random);
    const sent = offeredFirst && first ? [first, ...shuffled([...rest, ...rest], random)] : mixed;
    const order = sent.map((request) => requests.indexOf(request)).join(' ');
    assert.deepEqual(compared(await play(sent)), compared(call), `told as ${order}`);
  }
  return call;
}

/** Random bytes, and pieces of real requests broken anywhere, are refused with a reason or answered: never a crash. */
export async function survivesAnything(
  operator: Operator,
  connection: OperatorConnection,
  samples: readonly HookRequest[],
): Promise<void> {
  const random = chance(11);
  const bytes = (count: number) => Buffer.from(Array.from({ length: count }, () => Math.floor(random() * 256)));
  const types = ['application/json', 'application/x-www-form-urlencoded', 'application/xml', 'text/plain'];
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T;
  for (let round = 0; round < 400; round++) {
    const sample = pick(samples);
    const body = Buffer.from(sample.body);
    for (let hurt = 0; hurt < 1 + random() * 4 && body.length > 0; hurt++)
      body[Math.floor(random() * body.length)] = Math.floor(random() * 256);
    const request: HookRequest = {
      ...sample,
      ...(random() < 0.2 ? { headers: { ...sample.headers, 'content-type': pick(types) } } : {}),
      ...(random() < 0.2 ? { path: pick(samples).path } : {}),
      ...(random() < 0.2 ? { query: new URLSearchParams(bytes(30).toString('latin1')) } : {}),
      body:
        random() < 0.3
          ? bytes(Math.floor(random() * 300))
          : body.subarray(0, Math.floor(body.length * (0.5 + random()))),
    };
    const answer = await receiveBy(operator)(request, connection, testHouse());
    if ('refused' in answer) assert.ok(answer.detail.length > 0, 'a refusal says why');
    else assert.ok(answer.status < 500, `answered ${answer.status}`);
  }
}

export type ApiCall = { method: string; url: string; headers: IncomingHttpHeaders; body: string };
export type ApiAnswer = { status?: number; headers?: Record<string, string>; body?: string | Buffer | object };

/** The operator's API on loopback; ends with the test (`using` it). */
export async function operatorApi(answer: (call: ApiCall) => ApiAnswer) {
  const calls: ApiCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const call = { method, url, headers, body: Buffer.concat(chunks).toString() };
      calls.push(call);
      const { status = 200, headers: given = {}, body = '' } = answer(call);
      const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
      response.writeHead(status, isJson ? { 'content-type': 'application/json', ...given } : given);
      response.end(isJson ? JSON.stringify(body) : body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
