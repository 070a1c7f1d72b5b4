// Recordings: played, drawn, held, deleted. Every listening is noted.
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { peaksByChannel } from '../core/recording-sound.ts';
import { setHold } from '../store/recording-deletion.ts';
import { accessLog, logAccess } from '../store/recording-log.ts';
import { findRecording, peaksOf, type RecordingRow, recordingsOfCall } from '../store/recordings.ts';
import { rangeOf, refusalOf, sendAudio } from './audio.ts';
import { type Api, type ApiDeps, callOf, siteOf } from './deps.ts';
import { notFound, Problem } from './problem.ts';
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
    const range = rangeOf(headers.range, audio, reply);
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
