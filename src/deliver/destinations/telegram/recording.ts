// A talk in a chat: a voice message (OGG/Opus), music (MP3), or, where it could not be encoded, a file.
import type { Message } from '../../people/message.ts';
import type { DestinationTold, Item, Outcome, Way } from '../../port.ts';
import { askBot } from './bot.ts';
import { formOf } from './form.ts';
import { headingOf } from './html.ts';
import { afterMoving, replyTo, topicOf } from './posting.ts';

/** WAV files are encoded within moments. */
const ENCODING_MS = 5 * 60_000;
const LOOK_AGAIN_MS = 20_000;
const UPLOAD_MS = 120_000;

type Recording = { item: Item; message: Message; chat: string; earlier: string | null | undefined };

export async function tellRecording(
  { item, message, chat, earlier }: Recording,
  to: DestinationTold,
  way: Way,
): Promise<Outcome> {
  const { event, call } = item.told;
  const talk = call && (await way.recording(call.id));
  if (!talk) return { kind: item.trial ? 'skipped' : 'later', reason: 'recording-not-there' };
  const young = way.now().getTime() - event.at.getTime() < ENCODING_MS;
  if (talk.type.startsWith('audio/wav') && young && !item.trial)
    return { kind: 'wait', reason: 'recording-not-there', until: new Date(way.now().getTime() + LOOK_AGAIN_MS) };
  const [method, field] = methodOf(talk.type);
  const ask = (chat_id: string) => {
    const fields = {
      ...{ chat_id, caption: headingOf(message), parse_mode: 'HTML', ...topicOf(to), ...replyTo(earlier) },
      ...(field === 'document' ? {} : { duration: Math.round(call.recording.seconds ?? 0) }),
    };
    const file = { field, name: `${call.startedAt.slice(0, 10)} ${call.id}.${EXTENSIONS[field] ?? talk.extension}` };
    const form = formOf(fields, { ...file, type: talk.type, bytes: talk.bytes }, item.id);
    return askBot<{ message_id: number }>(method, to, way, { ...form, more: { timeout: UPLOAD_MS } });
  };
  const answer = await afterMoving(chat, ask, way);
  return answer.kind === 'ok' ? { kind: 'done', farId: `${answer.result.message_id}` } : answer.outcome;
}

const EXTENSIONS: Readonly<Record<string, string>> = { voice: 'ogg', audio: 'mp3' };

function methodOf(type: string): [method: string, field: string] {
  if (type.startsWith('audio/ogg')) return ['sendVoice', 'voice'];
  if (type.startsWith('audio/mpeg')) return ['sendAudio', 'audio'];
  return ['sendDocument', 'document'];
}
