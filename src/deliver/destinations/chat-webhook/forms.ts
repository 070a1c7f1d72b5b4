// A message as each chat wants it. What comes from outside (a campaign, a name) can neither format nor call anybody.
import type { Message } from '../../people/message.ts';

export type ChatForm = {
  /** a value from outside */
  encode: (value: string) => string;
  bodyOf: (message: Message) => object;
};

/** The first is what an unknown name stands for. */
export const formOf = (name: string | undefined): ChatForm => FORMS[name ?? ''] ?? slack;

const oneLine = (value: string) => value.replace(/[\r\n]+/g, ' ');

/** https://docs.slack.dev/messaging/formatting-message-text: three signs are escaped, and nothing else calls anybody. */
const slackText = (value: string) =>
  oneLine(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const slackLink = (text: string, url: string) => `<${slackText(url)}|${slackText(text)}>`;
/** Of a block's text; a message has twenty facts at most, of 200 characters. */
const LONGEST_SECTION = 3000;

const slack: ChatForm = {
  encode: slackText,
  bodyOf(message) {
    const { own, icon, title, links } = message;
    const lines = linesOf(message, { bold: (text) => `*${text}*`, encode: slackText });
    const ways = links.map(({ text, url }) => slackLink(text, url)).join('  ·  ');
    const texts = [...(own === null ? lines : [own]), ...(ways ? [ways] : [])];
    return {
      text: own ?? `${icon} ${slackText(title)}`, // for notifications, and where no blocks are shown
      blocks: texts.map((text) => ({
        type: 'section',
        text: { type: 'mrkdwn', text: text.length > LONGEST_SECTION ? `${text.slice(0, LONGEST_SECTION - 1)}…` : text },
      })),
    };
  },
};

/** An invisible space after @ keeps it from calling people. */
const markdownText = (value: string) =>
  oneLine(value)
    .replace(/[\\`*_~|<>[\]]/g, '\\$&')
    .replaceAll('@', '@\u200b');
const markdownLink = (text: string, url: string) => `[${markdownText(text)}](${url.replaceAll(')', '%29')})`;

const markdown = (bold: (text: string) => string): ChatForm => ({
  encode: markdownText,
  bodyOf(message) {
    const { own, links } = message;
    const lines = own === null ? linesOf(message, { bold, encode: markdownText }) : [own];
    const ways = links.map(({ text, url }) => markdownLink(text, url)).join(' · ');
    return { text: [...lines, ...(ways ? [ways] : [])].join('\n\n') };
  },
});

/** https://developers.google.com/workspace/chat/format-messages: nothing can be escaped, so signs give way to their likes. */
const googleText = (value: string) => oneLine(value).replace(/[*_~`<>|]/g, (sign) => LIKES[sign] ?? sign);
const LIKES: Readonly<Record<string, string>> = {
  ...{ '*': '∗', _: '＿', '~': '∼', '`': 'ˋ', '<': '‹', '>': '›', '|': '¦' },
};

const googleChat: ChatForm = {
  encode: googleText,
  bodyOf(message) {
    const { own, links } = message;
    const lines = own === null ? linesOf(message, { bold: (text) => `*${text}*`, encode: googleText }) : [own];
    const ways = links.map(({ text, url }) => `<${url}|${googleText(text)}>`).join(' · ');
    return { text: [...lines, ...(ways ? [ways] : [])].join('\n\n') };
  },
};

const plain: ChatForm = {
  encode: oneLine,
  bodyOf(message) {
    const { own, links } = message;
    const lines = own === null ? linesOf(message, { bold: (text) => text, encode: oneLine }) : [own];
    return { text: [...lines, ...links.map(({ text, url }) => `${text}: ${url}`)].join('\n\n') };
  },
};

const FORMS: Readonly<Record<string, ChatForm>> = {
  slack,
  mattermost: markdown((text) => `**${text}**`),
  'rocket-chat': markdown((text) => `*${text}*`),
  'google-chat': googleChat,
  text: plain,
};

type Looks = { bold: (text: string) => string; encode: (value: string) => string };

/** Heading, sentence, and each part with its facts. */
function linesOf({ icon, title, text, parts }: Message, { bold, encode }: Looks): string[] {
  return [
    `${icon} ${bold(encode(title))}`,
    ...(text ? [encode(text)] : []),
    ...parts.map((part) =>
      [
        ...(part.title ? [bold(encode(part.title))] : []),
        ...part.facts.map((fact) => `${encode(fact.label)}: ${encode(fact.text)}`),
      ].join('\n'),
    ),
  ];
}
