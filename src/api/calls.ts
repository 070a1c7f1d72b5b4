// The call log: list, card, recording, and calls as they happen.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import {
  BadCursor,
  callExtras,
  callLines,
  candidatesOf,
  earlierCalls,
  legsOf,
  listCalls,
  liveCalls,
  visitCard,
} from '../reports/calls.ts';
import { touchesOf } from '../reports/touches.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const CallParams = z.object({ call: z.uuid() });
const KEEP_ALIVE_MS = 15_000; // proxies close what is silent for longer

/** The routes about calls, below /api/v1. */
export function callRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;

  api.get(
    '/sites/:site/calls',
    {
      schema: {
        params: SiteParams,
        querystring: wire.CallFilter.extend(wire.Page.shape),
        response: { 200: wire.CallList },
        tags: ['calls'],
      },
    },
    async ({ person, params, query }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const { cursor, limit, from, to, ...filter } = query;
      const question = {
        ...filter,
        siteId: site.id,
        from: from ? new Date(from) : undefined,
        to: to ? new Date(to) : undefined,
      };
      return listCalls(db, question, { cursor, limit }).catch((error) => {
        throw error instanceof BadCursor ? new Problem(400, 'bad-cursor', error.message) : error;
      });
    },
  );

  api.get(
    '/calls/:call',
    { schema: { params: CallParams, response: { 200: wire.CallCard }, tags: ['calls'] } },
    async ({ person, params }) => {
      const line = await callOf(deps, person.accountId, params.call);
      const [extras, legs, candidates, earlier] = await Promise.all([
        callExtras(db, line.id),
        legsOf(db, line.id),
        candidatesOf(db, line.id),
        earlierCalls(db, line.id),
      ]);
      const best = line.attribution?.visit;
      const visitorId = best && candidates.find(({ visitId }) => visitId === best.id)?.visitorId;
      const [visit, touches] = await Promise.all([
        best ? visitCard(db, line.siteId, best.id) : null,
        visitorId ? touchesOf(db, line.id, visitorId) : null,
      ]);
      const attribution = line.attribution && { ...line.attribution, touches };
      const hangupCause = extras?.hangupCause ?? null;
      return { ...line, attribution, hangupCause, legs, candidates, visit, earlierCalls: earlier };
    },
  );

  api.get(
    '/calls/:call/recording',
    {
      schema: {
        params: CallParams,
        querystring: z.object({ download: z.stringbool().optional() }),
        response: { 200: wire.Recording, 206: wire.Recording },
        tags: ['calls'],
        description: '16-bit PCM, 8 kHz, left = caller, right = agent; one byte range at a time (RFC 9110 § 14)',
      },
    },
    async ({ person, params, query, headers }, reply) => {
      const line = await callOf(deps, person.accountId, params.call);
      const file = (await callExtras(db, line.id))?.recordingFile;
      if (!file)
        throw new Problem(
          404,
          'no-recording',
          line.recording.state === 'recording' ? 'The recording is still being made.' : 'This call has no recording.',
        );
      const full = path.join(deps.recordingsFolder, file);
      const size = await stat(full).then(
        (found) => found.size,
        () => 0,
      );
      if (size === 0)
        throw new Problem(
          404,
          'recording-gone',
          'The recording was made, but its file is gone from the recordings folder.',
        );
      const range = readRange(headers.range, size);
      if (range === 'unsatisfiable') {
        reply.header('content-range', `bytes */${size}`);
        throw new Problem(416, 'range-not-satisfiable', `The recording ends with byte ${size - 1}.`);
      }
      reply
        .header('content-type', 'audio/wav')
        .header('accept-ranges', 'bytes')
        .header('cache-control', 'private, max-age=3600');
      if (query.download)
        reply.header(
          'content-disposition',
          `attachment; filename="call-${line.startedAt.slice(0, 19).replaceAll(':', '-')}.wav"`,
        );
      const { first, last } = range ?? { first: 0, last: size - 1 };
      reply.header('content-length', last - first + 1);
      if (range) reply.code(206).header('content-range', `bytes ${first}-${last}/${size}`);
      return reply.send(createReadStream(full, { start: first, end: last }));
    },
  );

  api.get(
    '/sites/:site/live',
    {
      schema: {
        params: SiteParams,
        response: { 200: wire.Live },
        tags: ['calls'],
        description: '`snapshot` {"calls": [CallRow]}, then `call` CallRow for each change',
      },
      exposeHeadRoute: false, // a stream without a body would never end
    },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      reply.hijack();
      const out = reply.raw;
      out.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      });
      // One after the other, so that a call is never told as it was before it was told last. Without an answer of the
      // database the stream ends: the page comes back for a new snapshot.
      let told = Promise.resolve();
      const tell = (event: string, read: () => Promise<unknown>) => {
        told = told.then(read).then(
          (data) => void (data && out.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)),
          () => void out.destroy(),
        );
      };
      const off = deps.onCallChange({
        changed: (siteId, callId) => {
          if (siteId === site.id) tell('call', async () => (await callLines(db, [callId]))[0]);
        },
        missed: () => out.destroy(),
      });
      const alive = setInterval(() => out.write(': \n\n'), KEEP_ALIVE_MS);
      out.on('close', () => {
        clearInterval(alive);
        off();
      });
      tell('snapshot', async () => ({ calls: await liveCalls(db, site.id) }));
    },
  );
}

async function callOf(deps: ApiDeps, accountId: string, callId: string) {
  const [line] = await callLines(deps.db, [callId]);
  if (!line) throw notFound('call');
  await siteOf(deps, accountId, line.siteId, 'call');
  return line;
}

/** One byte range of RFC 9110 § 14.1.2; several at once, and what can't be read, are answered with the whole. */
function readRange(
  header: string | undefined,
  size: number,
): { first: number; last: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(header ?? '');
  if (!match || (!match[1] && !match[2])) return undefined;
  if (match[1] && match[2] && Number(match[1]) > Number(match[2])) return undefined;
  const first = match[1] ? Number(match[1]) : Math.max(0, size - Number(match[2]));
  const last = match[1] && match[2] ? Math.min(Number(match[2]), size - 1) : size - 1;
  return first > last || first >= size ? 'unsatisfiable' : { first, last };
}
