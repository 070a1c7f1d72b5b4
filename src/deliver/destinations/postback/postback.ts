// Any tracker, network or program: an address with places, asked by GET or POST.

import { isPlace } from '../../../core/places.ts';
import { placesIn } from '../../../core/template.ts';
import type { Outcome, Response, SettingFault } from '../../port.ts';
import { whatNow } from '../../what-now.ts';
import type { Status } from './conversion.ts';
import {
  faultsOfPlaces,
  faultsOfUrl,
  filledForm,
  filledHeader,
  filledJson,
  filledMapping,
  filledUrl,
} from './macros.ts';
import { trackerDestination } from './tracker.ts';

type Settings = Readonly<Record<string, string>>;
const isPost = { name: 'method', is: 'POST' } as const;

export const postback = trackerDestination({
  kind: 'postback',
  fields: [
    {
      ...{ name: 'url', kind: 'template', required: true },
      example: 'https://tracker.example.com/postback?clickid={click_id}&payout={payout}&txid={transaction_id}',
    },
    { name: 'method', kind: 'choice', required: false, options: ['GET', 'POST'], example: 'GET' },
    { name: 'bodyAs', kind: 'choice', required: false, onlyIf: isPost, options: ['form', 'json'], example: 'form' },
    { name: 'body', kind: 'template', required: false, onlyIf: isPost, example: 'click={click_id}&sum={payout}' },
    { name: 'headers', kind: 'lines', required: false, example: 'X-Api-Key: {token}' },
    { name: 'token', kind: 'secret', required: false, example: 'a1b2c3d4' },
    { name: 'pendingWord', kind: 'text', required: false, byDefault: 'pending', example: 'pending' },
    { name: 'approvedWord', kind: 'text', required: false, byDefault: 'approved', example: 'approved' },
    { name: 'rejectedWord', kind: 'text', required: false, byDefault: 'rejected', example: 'rejected' },
    { name: 'success', kind: 'choice', required: false, options: ['status', 'body'], example: 'status' },
    {
      ...{ name: 'successText', kind: 'text', required: true, onlyIf: { name: 'success', is: 'body' } },
      example: 'success=true',
    },
    { name: 'redirectIsDone', kind: 'flag', required: false, example: 'yes' },
    { name: 'repeats', kind: 'choice', required: false, options: ['unknown', 'known'], example: 'unknown' },
  ],
  clickIn: [
    ...['clickid', 'click_id', 'subid', 'cid', 'tid', 'aff_click_id', 'aff_sub', 'sub_id', 'sub1', 'subid1'],
    ...['gclid', 'yclid', 'fbclid', 'ttclid'],
  ],
  // who is told the status in words can be told another one later
  can: (settings) => ({
    statuses: tellsStatus(settings) ? ['pending', 'rejected'] : [],
    updates: settings.repeats === 'known',
    reopens: tellsStatus(settings),
  }),
  repeats: ({ repeats }) => (repeats === 'known' ? 'known' : 'unknown'),
  reasons: ['not-the-answer'],
  wordOf: (status: Status, settings) => settings[`${status}Word`] || status,
  ask(_, macros, settings) {
    const { method = 'GET', bodyAs = 'form', url = '', body = '', extra = '' } = settings;
    const filled = withExtra(filledUrl(url, macros), filledMapping(extra, macros));
    const headers = headersOf(settings, macros);
    if (method !== 'POST') return { method: 'GET', url: filled, headers, timeout: 10_000 };
    const type = bodyAs === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
    return {
      ...{ method: 'POST', url: filled, timeout: 10_000 },
      headers: { 'content-type': type, ...headers },
      body: bodyAs === 'json' ? filledJson(body, macros) : filledForm(body, macros),
    };
  },
  judge,
  faults,
});

const tellsStatus = ({ url = '', body = '', headers = '', extra = '' }: Settings) =>
  placesIn(`${url} ${body} ${headers} ${extra}`).includes('conversion_status');

function withExtra(url: string, extra: Settings): string {
  const address = new URL(url);
  for (const [name, value] of Object.entries(extra)) address.searchParams.set(name, value);
  return address.href;
}

const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/;
/** What belongs to the connection itself, RFC 9110 § 7.6.1 and 8.6. */
const NOT_FOR_OWNERS = [
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'upgrade',
  'te',
  'expect',
  'keep-alive',
];

const headerLines = ({ headers = '' }: Settings) =>
  headers
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

function headersOf(settings: Settings, macros: Settings): Record<string, string> {
  return Object.fromEntries(
    headerLines(settings).flatMap((line) => {
      const [, name, template = ''] = HEADER.exec(line) ?? [];
      return name ? [[name.toLowerCase(), filledHeader(template, macros)]] : [];
    }),
  );
}

function judge(response: Response, { success, successText = '', redirectIsDone }: Settings): Outcome {
  const isRedirect = response.status >= 300 && response.status < 400;
  const plain: Outcome = isRedirect && redirectIsDone === 'yes' ? { kind: 'done' } : whatNow(response);
  if (plain.kind !== 'done' || success !== 'body' || response.body.includes(successText)) return plain;
  return { kind: 'refused', reason: `not-the-answer: ${response.body.slice(0, 200)}` };
}

function faults(settings: Settings): SettingFault[] {
  const { url = '', body = '', bodyAs, method } = settings;
  const ofHeaders = headerLines(settings).flatMap((line) => {
    const [, name = '', template = ''] = HEADER.exec(line) ?? [];
    if (name === '')
      return [
        { field: 'headers', fault: `"${line}" is no header: write "Name: value"`, code: 'no-header', what: line },
      ];
    if (NOT_FOR_OWNERS.includes(name.toLowerCase()))
      return [{ field: 'headers', fault: `${name} can not be set`, code: 'not-for-owners', what: name }];
    return faultsOfPlaces('headers', template, isPlace);
  });
  const isBroken = method === 'POST' && bodyAs === 'json' && !isJson(filledJson(body, {}));
  return [
    ...faultsOfUrl('url', url, isPlace),
    ...faultsOfPlaces('body', body, isPlace),
    ...(isBroken
      ? [{ field: 'body', fault: 'is no JSON; places stand inside quotes: {"click": "{click_id}"}', code: 'no-json' }]
      : []),
    ...ofHeaders,
  ];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
