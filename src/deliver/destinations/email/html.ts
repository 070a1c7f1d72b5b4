// A letter as HTML that mail programs understand: tables, styles on the elements, one column that a narrow screen holds,
// colours that stay readable where a program darkens them.
import type { Link, Message } from '../../people/message.ts';

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const GREY = 'color:#767e8a';

export function letterHtml({ icon, title, own, text, parts, links }: Message, footer: string): string {
  const body =
    own === null
      ? [
          `<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3;font-weight:600">${icon} ${phonesKept(escaped(title))}</h1>`,
          ...(text ? [`<p style="margin:0 0 16px;font-size:16px;line-height:1.5">${escaped(text)}</p>`] : []),
          ...parts.map(partHtml),
        ]
      : [`<p style="margin:0 0 16px;font-size:16px;line-height:1.5">${escaped(own).replaceAll('\n', '<br>')}</p>`];
  return [
    '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta name="color-scheme" content="light dark"><title>${escaped(title)}</title></head>`,
    '<body style="margin:0;padding:0">',
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:16px">',
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;${FONT}"><tr><td align="left">`,
    ...body,
    ...links.map(linkHtml),
    `<p style="margin:24px 0 0;font-size:12px;line-height:1.5;${GREY}">${escaped(footer)}</p>`,
    '</td></tr></table></td></tr></table></body></html>',
  ].join('\n');
}

const partHtml = ({ title, facts }: Message['parts'][number]) =>
  [
    ...(title ? [`<h2 style="margin:0 0 8px;font-size:16px;font-weight:600">${escaped(title)}</h2>`] : []),
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px">',
    ...facts.map(
      ({ label, text }) =>
        `<tr><td valign="top" width="38%" style="padding:5px 12px 5px 0;font-size:14px;line-height:1.4;${GREY}">${escaped(label)}</td>` +
        `<td valign="top" style="padding:5px 0;font-size:14px;line-height:1.4;word-break:break-word">${escaped(text)}</td></tr>`,
    ),
    '</table>',
  ].join('\n');

const linkHtml = ({ text, url }: Link, at: number) =>
  `<a href="${escaped(url)}" style="display:inline-block;margin:8px 8px 0 0;padding:10px 18px;border-radius:6px;font-size:15px;` +
  `text-decoration:none;${at === 0 ? 'background:#1c7ed6;color:#ffffff' : 'border:1px solid #1c7ed6;color:#1c7ed6'}">${escaped(text)}</a>`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);

/** A phone is not broken over two lines. */
const phonesKept = (html: string) =>
  html.replace(/\+\d[\d ()-]{8,18}\d/g, (phone) => `<span style="white-space:nowrap">${phone}</span>`);
