// The chat that is told: given by its id, or found by a word that only the owner has and says to the bot there.
import { createHash } from 'node:crypto';
import type { DestinationTold, Outcome, Way } from '../../port.ts';
import { asJson, askBot } from './bot.ts';

/** `telegram.me` opens the bot with it; 64 characters of A-Za-z0-9_- at most. */
const startWord = (way: Way) => createHash('sha256').update(`start ${way.hookUrl()}`).digest('base64url').slice(0, 32);

/** Undefined: it is not known, and nobody has said the word yet. */
export async function chatOf(to: DestinationTold, way: Way): Promise<string | undefined> {
  const chat = to.settings.chatId || to.settings.foundChat || (await findChat(to, way));
  return chat && ((await way.linked('chat', chat)) ?? chat);
}

/** A group that has become a supergroup has another id. */
export const chatMoved = (way: Way, from: string, to: string) => way.link('chat', from, to);

/** What the owner has to do first. */
export const neededChat = (bot: string, way: Way): Outcome => ({
  kind: 'needs-owner',
  reason: `chat-needed: https://t.me/${bot}?start=${startWord(way)} · https://t.me/${bot}?startgroup=${startWord(way)}`,
});

export type Update = { message?: { text?: string; chat: { id: number } } };

/** What is said to the bot is kept for a day there; nothing is taken away by looking. */
async function findChat(to: DestinationTold, way: Way): Promise<string | undefined> {
  const asked = asJson({ limit: 100, allowed_updates: ['message'] }, { asksOnly: true, secretAnswer: true });
  const answer = await askBot<Update[]>('getUpdates', to, way, asked);
  if (answer.kind !== 'ok') return undefined;
  const found = answer.result.map((update) => chatStarted(update, way)).find(Boolean);
  if (found) await way.keepSecrets({ foundChat: found });
  return found;
}

/** The chat where the word was said; '/start@bot WORD' in groups. */
export function chatStarted({ message }: Update, way: Way): string | undefined {
  const [command = '', word] = message?.text?.split(' ') ?? [];
  return message && command.startsWith('/start') && word === startWord(way) ? `${message.chat.id}` : undefined;
}
