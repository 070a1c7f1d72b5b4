// A recording as an HTTP answer: whole or one range of its bytes, or why not.
import type { FastifyReply } from 'fastify';
import type { RecordingRow } from '../store/recordings.ts';
import { Problem } from './problem.ts';
import type { Playable, PlayRefusal } from './recording-desk.ts';

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

export function refusalOf(refusal: PlayRefusal, { state }: RecordingRow): Problem {
  if (refusal === 'none' && state === 'deleted')
    return new Problem(410, 'recording-deleted', 'This recording was deleted.');
  return new Problem(...REFUSALS[refusal]);
}

type Range = { first: number; last: number };

/** The range that is asked for; undefined: the whole. Throws 416. */
export function rangeOf(header: string | undefined, { size }: Playable, reply: FastifyReply): Range | undefined {
  const range = readRange(header, size);
  if (range !== 'unsatisfiable') return range;
  reply.header('content-range', `bytes */${size}`);
  throw new Problem(416, 'range-not-satisfiable', `The recording ends with byte ${size - 1}.`);
}

/** `name`: it is to be kept as a file. */
export async function sendAudio(
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

/** One byte range of RFC 9110 § 14.1.2; several at once, and what can't be read, are answered with the whole. */
function readRange(header: string | undefined, size: number): Range | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(header ?? '');
  if (!match || (!match[1] && !match[2])) return undefined;
  if (match[1] && match[2] && Number(match[1]) > Number(match[2])) return undefined;
  const first = match[1] ? Number(match[1]) : Math.max(0, size - Number(match[2]));
  const last = match[1] && match[2] ? Math.min(Number(match[2]), size - 1) : size - 1;
  return first > last || first >= size ? 'unsatisfiable' : { first, last };
}
