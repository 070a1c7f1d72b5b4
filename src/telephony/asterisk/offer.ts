// Where Asterisk asks: a loopback HTTP server that turns `GET /SECRET/offer?call=…&did=…&caller=…&at=…` into a plan.
import http from 'node:http';
import type { Offer } from '../../core/call.ts';
import type { Plan } from '../../core/plan.ts';
import { renderPlan } from './plans.ts';

export type OfferServer = { port: number; close(): Promise<void> };
export type OfferOptions = {
  port: number;
  secret: string;
  onOffer: (offer: Offer) => Promise<Plan>;
  log: (message: string, error: unknown) => void;
};

/** An error of `onOffer` is answered with 500: Asterisk then takes the plan on its disk, and the call goes on. */
export async function serveOffers({ port, secret, onOffer, log }: OfferOptions): Promise<OfferServer> {
  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://engine');
    if (url.pathname !== `/${secret}/offer`) return response.writeHead(404).end();
    try {
      const plan = renderPlan(await onOffer(offerFrom(url.searchParams)));
      return response.writeHead(200, { 'content-type': 'application/json' }).end(plan);
    } catch (error) {
      log('a call was offered and could not be answered', error);
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

function offerFrom(query: URLSearchParams): Offer {
  return {
    provider: 'asterisk',
    providerCallId: query.get('call') ?? '',
    did: query.get('did') ?? '',
    callerRaw: query.get('caller') ?? '',
    at: askedAt(query.get('at')),
  };
}

// When Asterisk asked (seconds since the epoch), which is not when we read it: after a hang the question may be old.
function askedAt(seconds: string | null): Date {
  const at = Number(seconds ?? '');
  return at > 0 ? new Date(at * 1000) : new Date();
}
