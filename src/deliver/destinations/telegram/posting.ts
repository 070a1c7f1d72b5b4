// What all that is posted in a chat has in common: where it stands, and that a group may have moved.
import type { DestinationTold, Way } from '../../port.ts';
import { asJson, askBot, type BotAnswer } from './bot.ts';
import { chatMoved } from './chat.ts';

export const topicOf = ({ settings }: DestinationTold) =>
  settings.topicId ? { message_thread_id: Number(settings.topicId) } : {};
export const replyTo = (earlier: string | null | undefined) =>
  earlier ? { reply_parameters: { message_id: Number(earlier), allow_sending_without_reply: true } } : {};

/** Where the chat has moved to it is asked once more; who asks next asks there at once. */
export async function askThere<T>(
  method: string,
  { chat, fields }: { chat: string; fields: Readonly<Record<string, unknown>> },
  to: DestinationTold,
  way: Way,
): Promise<Exclude<BotAnswer<T>, { kind: 'moved' }>> {
  const ask = (chat_id: string) => askBot<T>(method, to, way, asJson({ chat_id, ...fields }));
  return afterMoving(chat, ask, way);
}

export async function afterMoving<T>(
  chat: string,
  ask: (chat: string) => Promise<BotAnswer<T>>,
  way: Way,
): Promise<Exclude<BotAnswer<T>, { kind: 'moved' }>> {
  const first = await ask(chat);
  if (first.kind !== 'moved') return first;
  await chatMoved(way, chat, first.chatId);
  const second = await ask(first.chatId);
  return second.kind === 'moved'
    ? { kind: 'not-ok', description: '', outcome: { kind: 'later', reason: 'not-understood' } }
    : second;
}
