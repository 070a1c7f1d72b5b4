// A letter as plain text.
import type { Message } from '../../people/message.ts';

export function letterText({ title, own, text, parts, links }: Message, footer: string): string {
  const body =
    own === null
      ? [
          title,
          ...(text ? [text] : []),
          ...parts.map(({ title: heading, facts }) =>
            [...(heading ? [heading] : []), ...facts.map((fact) => `${fact.label}: ${fact.text}`)].join('\n'),
          ),
        ]
      : [own];
  const ways = links.map(({ text: name, url }) => `${name}: ${url}`).join('\n');
  return [...body, ...(ways ? [ways] : []), `-- \n${footer}`, ''].join('\n\n');
}
