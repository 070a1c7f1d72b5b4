// What a CRM of the owner's own choice is asked: address, headers and body by templates. What is known of a caller can't
// leave its place: it is encoded as where it stands wants it.
import { fill } from '../../../core/template.ts';
import { fieldsOf } from '../../fields.ts';
import type { DestinationTold, Item, Request, Way } from '../../port.ts';
import { readJson, Stopped } from '../crm/stopped.ts';

type Settings = DestinationTold['settings'];
const TALK_DAYS = 365;

/** All places of templates, and {card_url}, {recording_url}, {client_id}, {token}. */
export function placesFor({ told }: Item, { settings }: DestinationTold, way: Way, clientId: string | undefined) {
  const { call } = told;
  return {
    ...fieldsOf(told),
    ...(call && { card_url: way.cardUrl(call.id) }),
    ...(call?.recording.state === 'ready' && { recording_url: way.recordingUrl(call.id, TALK_DAYS) }),
    ...(clientId && { client_id: clientId }),
    ...(settings.token && { token: settings.token }),
  } as Record<string, string>;
}

const BODY_OF: Readonly<Record<string, string>> = {
  'call.offered': 'bodyRing',
  'call.ringing': 'bodyRing',
  'call.finished': 'bodyEnd',
  'call.recording-ready': 'bodyRecording',
  'call.attributed': 'bodyAttributed',
};

/** The template of an event's body; '' is "everything that is known". */
export const bodyTemplate = (type: string, settings: Settings): string =>
  settings[BODY_OF[type] ?? ''] || settings.body || '';

/** The request that tells an event. */
export function eventRequest(item: Item, settings: Settings, values: Readonly<Record<string, string>>): Request {
  const method = (settings.method || 'POST') as Request['method'];
  const format = settings.format || 'json';
  const body = method === 'GET' ? undefined : bodyBy(bodyTemplate(item.told.event.type, settings), format, values);
  return {
    ...{ method, url: filledUrl(settings.url ?? '', values) },
    headers: {
      ...(body !== undefined && { 'content-type': TYPES[format] ?? 'text/plain; charset=utf-8' }),
      'idempotency-key': item.id,
      ...headersBy(settings.headers, values),
    },
    ...(body !== undefined && { body }),
  };
}

/** The request that asks who calls. */
export const lookupRequest = (settings: Settings, values: Readonly<Record<string, string>>): Request => ({
  ...{ method: 'GET', url: filledUrl(settings.lookupUrl ?? '', values) },
  headers: { accept: 'application/json', ...headersBy(settings.headers, values) },
});

const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  xml: 'application/xml; charset=utf-8',
};
const inJson = (value: string) => JSON.stringify(value).slice(1, -1);
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const inXml = (value: string) => value.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

function bodyBy(template: string, format: string, values: Readonly<Record<string, string>>): string {
  const { token: _, ...known } = values;
  if (format === 'form')
    return template ? fill(template, values, encodeURIComponent) : new URLSearchParams(known).toString();
  if (format === 'xml') return fill(template, values, inXml);
  const body = template ? fill(template, values, inJson) : JSON.stringify(known);
  if (readJson(body) === undefined) throw new Stopped({ kind: 'refused', reason: `not-json: ${body.slice(0, 200)}` });
  return body;
}

/** A place may fill a part of a path or of a query, never the host or a path of its own. */
function filledUrl(template: string, values: Readonly<Record<string, string>>): string {
  const [origin = ''] = /^https?:\/\/[^/?#]*/i.exec(template) ?? [];
  const rest = template.slice(origin.length);
  const url = origin + fill(rest, values, (value) => (/^\.+$/.test(value) ? '' : encodeURIComponent(value)));
  if (!URL.canParse(url) || origin.includes('{')) throw new Stopped({ kind: 'refused', reason: `no-address: ${url}` });
  return url;
}

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** 'Name: value' by line. A value has no line breaks, and nothing but what headers may have (RFC 9110 § 5.5). */
function headersBy(lines: string | undefined, values: Readonly<Record<string, string>>): Record<string, string> {
  const pairs = (lines ?? '').split('\n').flatMap((line): [string, string][] => {
    const at = line.indexOf(':');
    const name = line.slice(0, at).trim();
    if (at < 1 || !NAME.test(name)) return [];
    const value = fill(line.slice(at + 1).trim(), values, inHeader);
    return [[name.toLowerCase(), inHeader(value).trim()]];
  });
  return Object.fromEntries(pairs);
}

const inHeader = (value: string) =>
  value
    .toWellFormed()
    .replace(/[\r\n\0]+/g, ' ')
    .replace(/[^\t\x20-\x7e]/gu, (sign) => encodeURIComponent(sign));
