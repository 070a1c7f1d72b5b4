// A message as Telegram's HTML: https://core.telegram.org/bots/api#html-style
import type { Message } from '../../people/message.ts';

/** All that must not be taken for a tag. */
export const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export function htmlOf({ icon, title, own, text, parts, links }: Message): string {
  if (own !== null) return own;
  const lines = parts.map(({ title: heading, facts }) =>
    [
      ...(heading ? [`<b>${escaped(heading)}</b>`] : []),
      ...facts.map((fact) => `${escaped(fact.label)}: ${escaped(fact.text)}`),
    ].join('\n'),
  );
  const way = links.filter(({ url }) => !mayBeButton(url)).map(({ url }) => escaped(url));
  return [headingOf({ icon, title }), ...(text ? [escaped(text)] : []), ...lines, ...way].join('\n\n');
}

export const headingOf = ({ icon, title }: Pick<Message, 'icon' | 'title'>) => `<b>${icon} ${escaped(title)}</b>`;

/** Telegram takes no button that leads to a host without a point in its name: localhost. */
export const mayBeButton = (url: string) => URL.canParse(url) && new URL(url).hostname.includes('.');
