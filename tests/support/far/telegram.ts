// A stand-in for api.telegram.org: keeps chats and messages, and refuses what the real Bot API refuses, in its words.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type FarMessage = {
  id: number;
  chat: string;
  method: string;
  text: string;
  buttons: { text: string; url?: string; callback_data?: string }[];
  replyTo: number | null;
  topic: number | null;
  edits: number;
  file: { field: string; name: string; type: string; bytes: Buffer } | null;
  fields: Record<string, unknown>;
};
type Asked = { method: string; fields: Record<string, unknown>; file: FarMessage['file'] };
/** null: the connection is cut */
type Said = { status: number; body: object } | null;
export type FarTelegram = Awaited<ReturnType<typeof openTelegram>>;

export const TOKEN = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
export const TELEGRAM = 'https://api.telegram.org';

const ok = (result: unknown): Said => ({ status: 200, body: { ok: true, result } });
const no = (status: number, description: string, parameters?: object): Said => ({
  status,
  body: { ok: false, error_code: status, description, ...(parameters && { parameters }) },
});
const bad = (description: string, parameters?: object) => no(400, `Bad Request: ${description}`, parameters);

export async function openTelegram({ token = TOKEN, chats = ['777'] }: { token?: string; chats?: string[] } = {}) {
  const messages: FarMessage[] = [];
  const asked: Asked[] = [];
  const problems: string[] = [];
  const known = new Set(chats);
  const blocked = new Set<string>();
  const moved = new Map<string, string>();
  let updates: object[] = [];
  let webhook: { url: string; secret_token?: string } | null = null;
  let interrupting: (asked: Asked, n: number) => Said | undefined = () => undefined;
  /** what is done is done, though its answer never arrives */
  let losing: (asked: Asked) => boolean = () => false;

  const answer = (one: Asked): Said => {
    const { method, fields } = one;
    if (method === 'getMe') return ok({ id: 1, is_bot: true, username: 'ours_bot' });
    if (method === 'getUpdates')
      return webhook ? no(409, "Conflict: can't use getUpdates method while webhook is active") : ok(updates);
    if (method === 'setWebhook') {
      const url = new URL(`${fields.url}`);
      if (url.protocol !== 'https:') return bad('bad webhook: An HTTPS URL must be provided for webhook');
      if (!['', '443', '80', '88', '8443'].includes(url.port))
        return bad('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
      if (!/^[\w-]{1,256}$/.test(`${fields.secret_token}`)) return bad('secret token contains unallowed characters');
      webhook = { url: url.href, secret_token: `${fields.secret_token}` };
      return ok(true);
    }
    if (method === 'answerCallbackQuery') return ok(true);
    return post(one);
  };

  const post = ({ method, fields, file }: Asked): Said => {
    const chat = `${fields.chat_id ?? ''}`;
    if (!chat) return bad('chat_id is empty');
    const next = moved.get(chat);
    if (next) return bad('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: Number(next) });
    if (!known.has(chat)) return bad('chat not found');
    if (blocked.has(chat)) return no(403, 'Forbidden: bot was blocked by the user');
    const isFile = file !== null;
    const written = `${(isFile ? fields.caption : fields.text) ?? ''}`;
    const read = textOf(written, fields.parse_mode);
    if (read.fault) return bad(`can't parse entities: ${read.fault}`);
    if (!isFile && read.text.trim() === '') return bad('message text is empty');
    if (read.text.length > (isFile ? 1024 : 4096))
      return bad(isFile ? 'message caption is too long' : 'message is too long');
    const keyboard =
      (fields.reply_markup as { inline_keyboard?: FarMessage['buttons'][] } | undefined)?.inline_keyboard ?? [];
    const fault = keyboard.flat().map(buttonFault).find(Boolean);
    if (fault) return bad(fault);
    if (method === 'editMessageText') return edit(fields, { chat, text: read.text, buttons: keyboard.flat() });
    const fileFault = isFile
      ? wrongFile(method, file)
      : method === 'sendMessage'
        ? null
        : 'there is no file in the request';
    if (fileFault) return bad(fileFault);
    const reply = fields.reply_parameters as { message_id: number; allow_sending_without_reply?: boolean } | undefined;
    const repliedTo = messages.find(({ id }) => id === reply?.message_id);
    if (reply && !repliedTo && !reply.allow_sending_without_reply) return bad('message to be replied not found');
    const message: FarMessage = {
      ...{ id: 100 + messages.length, chat, method, text: read.text, buttons: keyboard.flat(), edits: 0, file, fields },
      ...{ replyTo: repliedTo?.id ?? null, topic: (fields.message_thread_id as number | undefined) ?? null },
    };
    messages.push(message);
    return ok({ message_id: message.id, chat: { id: Number(chat) }, date: 1 });
  };

  const edit = (fields: Record<string, unknown>, next: Pick<FarMessage, 'chat' | 'text' | 'buttons'>): Said => {
    if (typeof fields.message_id !== 'number') return bad('message identifier is not specified');
    const message = messages.find(({ id, chat }) => id === fields.message_id && chat === next.chat);
    if (!message) return bad('message to edit not found');
    if (message.text === next.text && JSON.stringify(message.buttons) === JSON.stringify(next.buttons))
      return bad('message is not modified: specified new message content and reply markup are exactly the same');
    Object.assign(message, next, { edits: message.edits + 1 });
    return ok({ message_id: message.id });
  };

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const [, path = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? [];
    if (request.headers.host !== new URL(TELEGRAM).host) problems.push(`Host: ${request.headers.host}`);
    const one = { method, ...read(request.headers['content-type'] ?? '', body, problems) };
    asked.push(one);
    const said = interrupting(one, asked.length) ?? judge(path, one);
    if (!said || losing(one)) return void request.socket.destroy();
    response.writeHead(said.status, { 'content-type': 'application/json' }).end(JSON.stringify(said.body));
  });
  const judge = (path: string, one: Asked): Said | undefined => {
    if (!/^\d+:[\w-]{30,}$/.test(path)) return no(404, 'Not Found');
    return path === token ? answer(one) : no(401, 'Unauthorized');
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ messages, asked, problems, blocked },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    webhook: () => webhook,
    /** somebody presses a button, as Telegram would tell of it */
    press: (callback_data: string, { id = 'q1', chat = 777 } = {}) => ({
      ...{ method: 'POST' as const, path: '', query: {} },
      headers: { 'x-telegram-bot-api-secret-token': webhook?.secret_token ?? '' },
      body: JSON.stringify({
        update_id: 1,
        callback_query: { id, data: callback_data, message: { chat: { id: chat } } },
      }),
    }),
    /** asked before the Bot API itself is; undefined: it answers */
    interrupt(next: typeof interrupting) {
      interrupting = next;
    },
    lose(next: typeof losing) {
      losing = next;
    },
    tellUpdates(next: object[]) {
      updates = next;
    },
    addChat: (chat: string) => known.add(chat),
    move(from: string, to: string) {
      moved.set(from, to);
      known.add(to);
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function buttonFault({ text, url, callback_data }: FarMessage['buttons'][number]): string | null {
  if (!text) return 'inline keyboard button text is empty';
  if (Number(url !== undefined) + Number(callback_data !== undefined) !== 1)
    return "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard";
  if (callback_data !== undefined && Buffer.byteLength(callback_data) > 64) return 'BUTTON_DATA_INVALID';
  if (url !== undefined && !/^https?:\/\/[^/:]+\.[^/]+/.test(url))
    return `inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`;
  return null;
}

function wrongFile(method: string, { field, type, bytes }: NonNullable<FarMessage['file']>): string | null {
  const wanted: Record<string, [string, RegExp, Buffer | null]> = {
    sendVoice: ['voice', /^audio\/(ogg|mpeg|mp4)/, Buffer.from('OggS')],
    sendAudio: ['audio', /^audio\/(mpeg|mp4)/, null],
    sendDocument: ['document', /./, null],
  };
  const [name, types, magic] = wanted[method] ?? [];
  if (name !== field || !types?.test(type)) return `there is no ${name} in the request`;
  if (magic && !bytes.subarray(0, 4).equals(magic)) return 'wrong file type';
  return bytes.length === 0 ? 'file must be non-empty' : null;
}

const TAGS = ['b', 'strong', 'i', 'em', 'u', 's', 'a', 'code', 'pre', 'blockquote', 'tg-spoiler', 'span'];

/** As the Bot API reads HTML: only its own tags, closed in order; the text is what is left. */
function textOf(html: string, mode: unknown): { text: string; fault: string | null } {
  if (mode === undefined) return { text: html, fault: null };
  if (mode !== 'HTML') return { text: '', fault: `unsupported parse_mode ${mode}` };
  const open: string[] = [];
  for (const [, slash, name = '', offset] of html.matchAll(/<(\/?)([^\s>/]*)[^>]*>?/g)) {
    if (!TAGS.includes(name)) return { text: '', fault: `Unsupported start tag "${name}" at byte offset ${offset}` };
    if (!slash) open.push(name);
    else if (open.pop() !== name) return { text: '', fault: `Unmatched end tag at byte offset ${offset}` };
  }
  if (open.length > 0) return { text: '', fault: `Can't find end tag corresponding to start tag "${open.at(-1)}"` };
  const bare = html.replace(/<[^>]*>/g, '');
  return {
    text: bare
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, '&'),
    fault: null,
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function read(type: string, body: Buffer, problems: string[]): Pick<Asked, 'fields' | 'file'> {
  if (type.startsWith('application/json')) return { fields: JSON.parse(body.toString() || '{}'), file: null };
  const [, boundary] = /^multipart\/form-data; boundary=(.+)$/.exec(type) ?? [];
  if (!boundary) {
    problems.push(`content-type ${type}`);
    return { fields: {}, file: null };
  }
  const fields: Record<string, unknown> = {};
  let file: FarMessage['file'] = null;
  // latin1: one character a byte, so that files come out as they went in
  const parts = body.toString('latin1').split(`--${boundary}`);
  if (parts.at(-1) !== '--\r\n') problems.push('the form does not end');
  for (const part of parts.slice(1, -1)) {
    const at = part.indexOf('\r\n\r\n');
    const head = part.slice(0, at);
    const content = Buffer.from(part.slice(at + 4, -2), 'latin1');
    const [, name = ''] = /name="([^"]*)"/.exec(head) ?? [];
    const [, filename] = /filename="([^"]*)"/.exec(head) ?? [];
    if (filename === undefined) fields[name] = asValue(content.toString());
    else file = { field: name, name: filename, type: /content-type: (.*)/i.exec(head)?.[1] ?? '', bytes: content };
  }
  return { fields, file };
}

const asValue = (text: string): unknown => (/^[{[]/.test(text) || /^\d+$/.test(text) ? JSON.parse(text) : text);
