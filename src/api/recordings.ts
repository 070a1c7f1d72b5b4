// Recordings: played, drawn, held, deleted. Every listening is noted.
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { peaksByChannel } from '../core/recording-sound.ts';
import { setHold } from '../store/recording-deletion.ts';
import { accessLog, logAccess } from '../store/recording-log.ts';
import { findRecording, peaksOf, type RecordingRow, recordingsOfCall } from '../store/recordings.ts';
import { type Api, type ApiDeps, callOf, siteOf } from './deps.ts';
import { notFound, Problem } from './problem.ts';
import type { Playable, PlayRefusal } from './recording-desk.ts';
import * as wire from './wire.ts';

const CallParams = z.object({ call: z.uuid() });
const RecordingParams = z.object({ recording: z.uuid() });
const PlayQuery = z.object({ download: z.stringbool().optional(), as: z.literal('wav').optional() });
const AUDIO = { 200: wire.Recording, 206: wire.Recording };
const AUDIO_WORDS =
  'Opus in Ogg, WAV or MP3; the caller left, the agent right. One byte range at a time (RFC 9110 § 14). as=wav: 16-bit PCM at 8 kHz';

type Asked = {
  person: { userId: string; accountId: string };
  query: z.infer<typeof PlayQuery>;
  headers: { range?: string | undefined };
  ip: string;
};

/** The routes about recordings, below /api/v1. */
export function recordingRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;
  const desk = deps.recordings;

  const recordingOf = async (accountId: string, id: string): Promise<RecordingRow> => {
    const recording = await findRecording(db, id);
    if (!recording) throw notFound('recording');
    await siteOf(deps, accountId, recording.siteId, 'recording');
    return recording;
  };
  const send = async (recording: RecordingRow, asked: Asked, reply: FastifyReply) => {
    const { query, person, ip, headers } = asked;
    const audio = await desk.play(recording, { as: query.as, mayLink: !query.download });
    if (typeof audio === 'string') throw refusalOf(audio, recording);
    const range = readRange(headers.range, audio.size);
    if (range === 'unsatisfiable') {
      reply.header('content-range', `bytes */${audio.size}`);
      throw new Problem(416, 'range-not-satisfiable', `The recording ends with byte ${audio.size - 1}.`);
    }
    const { id: recordingId, callId, siteId } = recording;
    const action = query.download ? 'download' : 'play';
    const isFromStart = !range || range.first === 0;
    await logAccess(db, { recordingId, callId, siteId, action, userId: person.userId, ip, isFromStart });
    if (audio.link) return reply.redirect(audio.link, 302);
    return sendAudio(reply, { audio, range, name: query.download ? fileName(recording) : null });
  };

  api.get(
    '/calls/:call/recording',
    {
      schema: {
        params: CallParams,
        querystring: PlayQuery,
        response: AUDIO,
        tags: ['recordings'],
        description: AUDIO_WORDS,
      },
    },
    async ({ person, params, query, headers, ip }, reply) => {
      const line = await callOf(deps, person.accountId, params.call);
      const [recording] = await recordingsOfCall(db, line.id);
      if (recording?.state !== 'ready')
        throw new Problem(
          404,
          'no-recording',
          line.recording.state === 'recording' ? 'The recording is still being made.' : 'This call has no recording.',
        );
      return send(recording, { person, query, headers, ip }, reply);
    },
  );

  api.get(
    '/recordings/:recording/audio',
    {
      schema: {
        params: RecordingParams,
        querystring: PlayQuery,
        response: AUDIO,
        tags: ['recordings'],
        description: AUDIO_WORDS,
      },
    },
    async ({ person, params, query, headers, ip }, reply) =>
      send(await recordingOf(person.accountId, params.recording), { person, query, headers, ip }, reply),
  );

  api.get(
    '/calls/:call/recordings',
    { schema: { params: CallParams, response: { 200: wire.CallRecordings }, tags: ['recordings'] } },
    async ({ person, params }) => {
      const line = await callOf(deps, person.accountId, params.call);
      const [rows, log] = await Promise.all([recordingsOfCall(db, line.id), accessLog(db, line.id)]);
      return { recordings: rows.map(card), log };
    },
  );

  api.get(
    '/recordings/:recording/peaks',
    { schema: { params: RecordingParams, response: { 200: wire.RecordingPeaks }, tags: ['recordings'] } },
    async ({ person, params }) => {
      const { id, channels, seconds } = await recordingOf(person.accountId, params.recording);
      const peaks = await peaksOf(db, id);
      return { seconds, channels: peaks && channels ? peaksByChannel(peaks, channels) : [] };
    },
  );

  api.patch(
    '/recordings/:recording',
    {
      schema: {
        params: RecordingParams,
        body: wire.RecordingPatch,
        response: { 200: wire.CallRecording },
        tags: ['recordings'],
      },
    },
    async ({ person, params, body, ip }) => {
      const { id, callId, siteId, hold } = await recordingOf(person.accountId, params.recording);
      if (!(await setHold(db, id, body.hold)))
        throw new Problem(409, 'recording-deleted', 'This recording is deleted already.');
      const action = body.hold ? 'hold' : 'release';
      if (hold !== body.hold)
        await logAccess(db, { recordingId: id, callId, siteId, action, userId: person.userId, ip });
      return card(await recordingOf(person.accountId, id));
    },
  );

  api.delete(
    '/recordings/:recording',
    { schema: { params: RecordingParams, response: { 200: wire.RecordingDeleted }, tags: ['recordings'] } },
    async ({ person, params, ip }) => {
      const { id, hold } = await recordingOf(person.accountId, params.recording);
      if (hold)
        throw new Problem(409, 'recording-held', 'This recording is to be kept. Release it first, then delete it.');
      const { deleted, filesWaiting } = await desk.remove(id, { userId: person.userId, ip });
      if (!deleted) throw new Problem(409, 'recording-deleted', 'This recording is deleted already.');
      return { filesWaiting };
    },
  );
}

const REFUSALS: Record<PlayRefusal, [number, string, string]> = {
  none: [404, 'no-recording', 'There is nothing to play.'],
  gone: [404, 'recording-gone', 'The recording was made, but its file is gone from the recordings folder.'],
  'no-wav': [404, 'no-wav', 'This recording can’t be turned into WAV here. Ask for it as it is.'],
  'store-away': [
    503,
    'store-away',
    'The store that the recording lies in does not answer just now. Try again in a moment.',
  ],
};

function refusalOf(refusal: PlayRefusal, { state }: RecordingRow): Problem {
  if (refusal === 'none' && state === 'deleted')
    return new Problem(410, 'recording-deleted', 'This recording was deleted.');
  return new Problem(...REFUSALS[refusal]);
}

type Range = { first: number; last: number };

async function sendAudio(
  reply: FastifyReply,
  { audio, range, name }: { audio: Playable; range: Range | undefined; name: string | null },
) {
  const { first, last } = range ?? { first: 0, last: audio.size - 1 };
  const content = await audio.read(range);
  if (!content) throw new Problem(...REFUSALS.gone);
  reply
    .header('content-type', audio.type)
    .header('accept-ranges', 'bytes')
    .header('etag', `"${audio.version}"`)
    .header('cache-control', 'private, max-age=3600')
    .header('content-length', last - first + 1);
  if (name) reply.header('content-disposition', `attachment; filename="${name}.${audio.extension}"`);
  if (range) reply.code(206).header('content-range', `bytes ${first}-${last}/${audio.size}`);
  return reply.send(content);
}

const fileName = ({ kind, startedAt, createdAt }: RecordingRow) =>
  `${kind === 'voicemail' ? 'voicemail' : 'call'}-${(startedAt ?? createdAt).toISOString().slice(0, 19).replaceAll(':', '-')}`;

function card(row: RecordingRow): wire.CallRecording {
  const time = (at: Date | null) => at?.toISOString() ?? null;
  const { id, kind, state, codec, channels, seconds, bytes, pauses, levels, flags, error, hold, deletedWhy } = row;
  return {
    ...{ id, kind, state, codec, channels, seconds, bytes, pauses, levels, flags, error, hold, deletedWhy },
    ...{ place: row.storeId ? 'store' : 'disk', startedAt: time(row.startedAt) },
    ...{ deleteAfter: time(row.deleteAfter), deletedAt: time(row.deletedAt) },
  };
}

/** One byte range of RFC 9110 § 14.1.2; several at once, and what can't be read, are answered with the whole. */
function readRange(header: string | undefined, size: number): Range | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(header ?? '');
  if (!match || (!match[1] && !match[2])) return undefined;
  if (match[1] && match[2] && Number(match[1]) > Number(match[2])) return undefined;
  const first = match[1] ? Number(match[1]) : Math.max(0, size - Number(match[2]));
  const last = match[1] && match[2] ? Math.min(Number(match[2]), size - 1) : size - 1;
  return first > last || first >= size ? 'unsatisfiable' : { first, last };
}
