// Stand-ins for incoming webhooks of team chats: each holds a message to what the real one wants, and refuses in its words.
import { openReceiver, type Received, type ReceiverAnswer } from '../receiver.ts';

export type Chat = 'slack' | 'mattermost' | 'rocket-chat' | 'google-chat';
type Said = Exclude<ReceiverAnswer, null>;
export type FarChat = Awaited<ReturnType<typeof openChat>>;

/** The one address that posts; any other is one that was never made, or was removed. */
const PATHS: Record<Chat, string> = {
  slack: '/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
  mattermost: '/hooks/xxx-generatedkey-xxx',
  'rocket-chat': '/hooks/652e6f8a/dGhlIHRva2Vu',
  'google-chat': '/v1/spaces/AAAA/messages?key=k&token=t',
};
const json = (status: number, body: object): Said => ({
  ...{ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
});
const words = (status: number, body: string): Said => ({ status, body });

type Block = { type?: string; text?: { type?: string; text?: string } };
type Sent = { text?: unknown; blocks?: Block[] };

const CHATS: Record<Chat, { gone: Said; judge: (sent: Sent) => Said | undefined; done: Said }> = {
  slack: {
    gone: words(404, 'no_service'),
    done: words(200, 'ok'),
    judge({ text, blocks = [] }) {
      if (typeof text !== 'string' || text === '') return words(400, 'no_text');
      const wrong = blocks.length > 50 || blocks.some((block) => !isSection(block));
      return wrong ? words(400, 'invalid_blocks') : undefined;
    },
  },
  mattermost: {
    gone: json(400, { id: 'web.incoming_webhook.invalid.app_error', message: 'Invalid webhook.', status_code: 400 }),
    done: words(200, 'ok'),
    judge: ({ text }) =>
      typeof text === 'string' && text
        ? undefined
        : json(400, { id: 'web.incoming_webhook.text.app_error', message: 'No text specified.', status_code: 400 }),
  },
  'rocket-chat': {
    gone: json(404, { success: false, error: 'Invalid integration id or token provided.' }),
    done: json(200, { success: true }),
    judge: ({ text }) =>
      typeof text === 'string' && text ? undefined : json(400, { success: false, error: 'no text' }),
  },
  'google-chat': {
    gone: json(404, { error: { code: 404, message: 'Requested entity was not found.', status: 'NOT_FOUND' } }),
    done: json(200, { name: 'spaces/AAAA/messages/BBBB', text: '…' }),
    judge: ({ text, ...rest }) =>
      typeof text === 'string' && text && Object.keys(rest).length === 0
        ? undefined
        : json(400, { error: { code: 400, message: 'Invalid JSON payload received.', status: 'INVALID_ARGUMENT' } }),
  },
};

const isSection = ({ type, text }: Block) =>
  type === 'section' && text?.type === 'mrkdwn' && Boolean(text.text) && (text.text?.length ?? 0) <= 3000;

/** `posted`: what was taken; `interrupt`: asked first, undefined lets it pass. */
export async function openChat(chat: Chat) {
  const posted: Sent[] = [];
  let interrupting: (n: number) => ReceiverAnswer | undefined = () => undefined;
  const answer = ({ path, headers, body }: Received, n: number): ReceiverAnswer => {
    const early = interrupting(n);
    if (early !== undefined) return early;
    if (path !== PATHS[chat]) return CHATS[chat].gone;
    if (!headers['content-type']?.startsWith('application/json')) return words(400, 'invalid_payload');
    const sent = JSON.parse(body) as Sent;
    const fault = CHATS[chat].judge(sent);
    if (!fault) posted.push(sent);
    return fault ?? CHATS[chat].done;
  };
  const receiver = await openReceiver(answer);
  return {
    ...{ posted, got: receiver.got, close: receiver.close },
    url: `${receiver.url}${PATHS[chat]}`,
    origin: receiver.url,
    interrupt(next: typeof interrupting) {
      interrupting = next;
    },
  };
}
