// A letter: plain text and HTML of the same, with a Message-ID that a repeated one has too. RFC 5322, RFC 3834.
import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { languageOf } from '../../people/fields.ts';
import type { Message } from '../../people/message.ts';
import { WORDS } from '../../people/words.ts';
import type { Item } from '../../port.ts';
import { letterHtml } from './html.ts';
import type { Settings } from './settings.ts';
import { letterText } from './text.ts';

export type Letter = {
  raw: Buffer;
  messageId: string;
  envelope: { from: string; to: string };
  /** as they are shown beside the text: how they stand in `raw` is not for people */
  headers: Record<string, string>;
  text: string;
};
type Given = { item: Item; message: Message; recipient: string; settings: Settings; at: Date };

const LONGEST_SUBJECT = 200;

export async function composeLetter({ item, message, recipient, settings, at }: Given): Promise<Letter> {
  const from = settings.from ?? '';
  const domain = from.split('@')[1] ?? 'localhost';
  const messageId = `<${item.id}.${shortOf(recipient)}@${domain}>`;
  const footer = WORDS[languageOf(settings)].footer(message.site.name);
  const text = letterText(message, footer);
  const subject = subjectOf(message);
  const { call } = item.told;
  const mail = new MailComposer({
    from: { name: settings.fromName || 'Dialtrace', address: from },
    ...{ to: { name: '', address: recipient }, subject, text, html: letterHtml(message, footer), messageId, date: at },
    ...(settings.replyTo ? { replyTo: settings.replyTo } : {}),
    // letters about one call stand together
    ...(call ? { references: [`<call.${call.id}@${domain}>`] } : {}),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    ...{ disableFileAccess: true, disableUrlAccess: true, newline: '\r\n' },
  });
  return {
    raw: await mail.compile().build(),
    ...{ messageId, envelope: { from, to: recipient }, text },
    headers: { from, to: recipient, subject, 'message-id': messageId },
  };
}

function subjectOf({ icon, title, own }: Message): string {
  const said = own === null ? `${icon} ${title}` : (own.trim().split('\n')[0] ?? '');
  return said.length > LONGEST_SUBJECT ? `${said.slice(0, LONGEST_SUBJECT)}…` : said;
}

const shortOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);
