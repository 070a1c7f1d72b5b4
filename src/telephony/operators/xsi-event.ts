// Events of BroadWorks' Xsi-Events (XML), read for the few fields a call needs. No more than the first of each is looked
// for, in one pass: whoever sends us XML decides how odd it is.
import { clean } from './hook-fields.ts';

/** Content of the first element of this name, tags and all; '' : there is none. Prefixes of names do not count. */
export function within(xml: string, name: string): string {
  const open = new RegExp(`<(?:[\\w.-]{1,40}:)?${name}(?:\\s[^<>]*)?>`).exec(xml);
  if (!open) return '';
  const from = open.index + open[0].length;
  const prefix = /^<([\w.-]+:)?/.exec(open[0])?.[1] ?? '';
  const end = xml.indexOf(`</${prefix}${name}>`, from);
  return end < 0 ? '' : xml.slice(from, end);
}

/** Words of the first element of this name below `path`. */
export function wordAt(xml: string, ...path: readonly string[]): string {
  const content = path.reduce(within, xml);
  return content.includes('<') ? '' : clean(unescaped(content));
}

/** 'CallReceivedEvent': the type of the event's data; '' : it has none. */
export function eventType(xml: string): string {
  const data = /<(?:[\w.-]{1,40}:)?eventData\s([^<>]{0,500})>/.exec(xml)?.[1] ?? '';
  return /\btype\s*=\s*["'](?:[\w.-]{1,40}:)?(\w{1,60})["']/.exec(data)?.[1] ?? '';
}

/** 'tel:+79261234567', 'sip:9215453939@ims.example' → the number or user in it. */
export function partyOf(address: string): string {
  return address.replace(/^(tel|sips?):/i, '').replace(/[@;].*$/s, '');
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescaped = (text: string) => text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
