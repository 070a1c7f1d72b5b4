// Where Asterisk asks: a loopback HTTP server. `GET /SECRET/offer?call=…&did=…&caller=…&at=…` is answered with a plan;
// `GET /SECRET/queue?call=…&did=…&queue=…&step=…&waited=…&key=0|1&hold=0|1`
// with what a waiting caller's next turn is.
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OfferedCall } from '../../core/call.ts';
import type { Plan, QueueAsk, QueueTurn } from '../../core/routing/plan.ts';
import type { WaitingCall } from './rendering.ts';

export type OfferServer = { port: number; close(): Promise<void> };
export type OfferOptions = {
  port: number;
  secret: string;
  onOffer: (offer: OfferedCall) => Promise<Plan>;
  onQueue: (ask: QueueAsk) => Promise<QueueTurn>;
  /** the plan and the turn in the dialplan's words */
  render: { plan: (plan: Plan, offer: OfferedCall) => string; turn: (turn: QueueTurn, call: WaitingCall) => string };
  log: (message: string, error: unknown) => void;
};

/**
 * No question about a waiting caller is held longer than this; what the house answers later is the answer to that caller's
 * next question. Without `hold` keys are waited for between two questions, and lost during one: it is answered at once.
 */
const HOLD_MS = 1500;
const AT_ONCE_MS = 25;
/** A house that answers "wait" at once is not asked again at once. */
const PAUSE_MS = 700;
const FORGET_MS = 15_000;

/** An error of `onOffer` is answered with 500: Asterisk then takes the plan on its disk, and the call goes on. */
export async function serveOffers({ port, secret, onOffer, onQueue, render, log }: OfferOptions): Promise<OfferServer> {
  const turns = openTurns(onQueue);
  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://engine');
    const answer = async () => {
      if (url.pathname === `/${secret}/offer`) {
        const offer = offerFrom(url.searchParams);
        return render.plan(await onOffer(offer), offer);
      }
      if (url.pathname !== `/${secret}/queue`) return undefined;
      const ask = askFrom(url.searchParams);
      const hold = url.searchParams.get('hold') !== '0';
      const turn = await turns.next(ask, hold);
      const { searchParams } = url;
      return render.turn(turn, { did: searchParams.get('did') ?? '', asksKey: searchParams.get('key') === '1' });
    };
    try {
      const text = await answer();
      if (text === undefined) return response.writeHead(404).end();
      return response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    } catch (error) {
      log(`the engine asked about a call and could not be answered (${url.pathname.split('/').at(-1)})`, error);
      return response.writeHead(500).end();
    }
  });
  server.requestTimeout = 5000;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

// One question to the house at a time for each waiting caller: it may answer when an agent is free.
function openTurns(onQueue: OfferOptions['onQueue']) {
  const open = new Map<string, { turn: Promise<QueueTurn>; forget: NodeJS.Timeout }>();
  const close = (key: string) => {
    clearTimeout(open.get(key)?.forget);
    open.delete(key);
  };
  return {
    async next(ask: QueueAsk, hold: boolean): Promise<QueueTurn> {
      const key = `${ask.providerCallId} ${ask.step}`;
      const known = open.get(key)?.turn;
      const begun = Date.now();
      const turn = known ?? onQueue(ask);
      clearTimeout(open.get(key)?.forget);
      open.set(key, { turn, forget: setTimeout(() => close(key), FORGET_MS).unref() });
      const late = sleep(hold ? HOLD_MS : AT_ONCE_MS, 'late' as const, { ref: false });
      const answer = await Promise.race([turn, late]).catch((error) => {
        close(key);
        throw error;
      });
      if (answer === 'late') {
        turn.catch(() => {}); // told at the next question
        return { do: 'wait', say: [] };
      }
      close(key);
      const early = PAUSE_MS - (Date.now() - begun);
      if (hold && answer.do === 'wait' && answer.say.length === 0 && early > 0) await sleep(early);
      return answer;
    },
  };
}

function offerFrom(query: URLSearchParams): OfferedCall {
  return {
    providerCallId: query.get('call') ?? '',
    did: query.get('did') ?? '',
    callerRaw: query.get('caller') ?? '',
    at: askedAt(query.get('at')),
  };
}

function askFrom(query: URLSearchParams): QueueAsk {
  return {
    providerCallId: query.get('call') ?? '',
    queue: query.get('queue') ?? '',
    step: Number(query.get('step') ?? ''),
    waited: Number(query.get('waited') ?? ''),
  };
}

// When Asterisk asked (seconds since the epoch), which is not when we read it: after a hang the question may be old.
function askedAt(seconds: string | null): Date {
  const at = Number(seconds ?? '');
  return at > 0 ? new Date(at * 1000) : new Date();
}
