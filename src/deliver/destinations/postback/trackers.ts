// Trackers and networks by name: how each is asked, what a repeated postback does there, what its answers mean.
// Sources: help pages of Keitaro, Binom, Voluum, RedTrack, TUNE, Affise and Everflow as of November 2026.
import { majorText } from '../../../core/money.ts';
import type { DestinationField, Outcome, Response } from '../../port.ts';
import { whatNow } from '../../what-now.ts';
import type { Conversion, Status } from './conversion.ts';
import { addressOf, filledMapping } from './macros.ts';
import { trackerDestination } from './tracker.ts';

type Settings = Readonly<Record<string, string>>;

const address = (example: string): DestinationField => ({
  ...{ name: 'address', kind: 'url', required: true, pattern: 'https?://[^\\s?#@{}]+', example },
});
const secret = (name: string, required: boolean, example: string): DestinationField => ({
  ...{ name, kind: 'secret', required, pattern: '[A-Za-z0-9._~-]+', example },
});
const flag = (name: string): DestinationField => ({ name, kind: 'flag', required: false, example: 'yes' });
const text = (name: string, example: string, more: Partial<DestinationField> = {}): DestinationField => ({
  ...{ name, kind: 'text', required: false, example, ...more },
});

const base = ({ address: given = '' }: Settings) => given.replace(/\/+$/, '');
const sum = ({ payout }: Conversion) => payout && majorText(payout.minor, payout.currency);
/** GET with parameters; what is not known is left out, and the owner's own parameters stand at the end. */
const get = (
  url: string,
  parameters: Readonly<Record<string, string | null | undefined>>,
  macros: Settings,
  settings: Settings,
) => {
  const known = Object.entries(parameters).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const all = { ...Object.fromEntries(known), ...filledMapping(settings.extra ?? '', macros) };
  return { method: 'GET' as const, url: addressOf(url, all), timeout: 10_000 };
};

const ALL_STATUSES: readonly Status[] = ['pending', 'rejected'];
const ONLY_APPROVED = { statuses: [], updates: false, reopens: false } as const;

export const keitaro = trackerDestination({
  kind: 'keitaro',
  fields: [address('https://tracker.example.com'), secret('key', true, '8d3f0c1')],
  clickIn: ['subid', 'sub_id', 'clickid', 'click_id'],
  // lead → sale, lead → rejected, sale → rejected: there is no way back
  can: () => ({ statuses: ALL_STATUSES, updates: true, reopens: false }),
  repeats: 'known', // one conversion of a subid with a tid: told again it is updated
  wordOf: (status) => ({ pending: 'lead', approved: 'sale', rejected: 'rejected' })[status],
  ask: (conversion, macros, settings) =>
    get(
      `${base(settings)}/${encodeURIComponent(settings.key ?? '')}/postback`,
      {
        ...{ subid: conversion.click, status: macros.conversion_status, payout: sum(conversion) },
        ...{ currency: conversion.payout?.currency, tid: conversion.txid },
      },
      ...[macros, settings],
    ),
});

const words = (pending: string, approved: string, rejected: string) => [
  text('pendingWord', pending, { byDefault: pending }),
  text('approvedWord', approved, { byDefault: approved }),
  text('rejectedWord', rejected, { byDefault: rejected }),
];
const wordIn = (status: Status, settings: Settings, byDefault: Record<Status, string>) =>
  settings[`${status}Word`] || byDefault[status];

export const binom = trackerDestination({
  kind: 'binom',
  fields: [
    address('https://tracker.example.com/click.php'),
    secret('key', false, 'a1b2c3'),
    ...words('Hold', 'Approved', 'Rejected'),
    flag('upsell'),
  ],
  clickIn: ['clickid', 'click_id', 'cid', 'subid'],
  can: ({ upsell }) => (upsell === 'yes' ? ONLY_APPROVED : { statuses: ALL_STATUSES, updates: true, reopens: true }),
  // told again, the click's conversion is updated; with Upsell it is one more
  repeats: ({ upsell }) => (upsell === 'yes' ? 'unknown' : 'known'),
  wordOf: (status, settings) =>
    wordIn(status, settings, { pending: 'Hold', approved: 'Approved', rejected: 'Rejected' }),
  ask: (conversion, macros, settings) =>
    get(
      base(settings),
      {
        ...{ cnv_id: conversion.click, payout: sum(conversion), cnv_currency: conversion.payout?.currency },
        ...{ cnv_status: macros.conversion_status, cnv_status2: conversion.txid, upd_key: settings.key },
      },
      ...[macros, settings],
    ),
});

export const voluum = trackerDestination({
  kind: 'voluum',
  fields: [address('https://track.example.com'), text('eventType', 'call'), flag('duplicates')],
  clickIn: ['cid', 'clickid', 'click_id'],
  can: () => ONLY_APPROVED,
  // of one cid and txid the first counts, unless the network's settings accept duplicates
  repeats: ({ duplicates }) => (duplicates === 'yes' ? 'unknown' : 'known'),
  wordOf: () => 'approved',
  ask: (conversion, macros, settings) =>
    get(
      `${base(settings)}/postback`,
      {
        ...{ cid: conversion.click, payout: sum(conversion), currency: conversion.payout?.currency },
        ...{ txid: conversion.txid, et: settings.eventType },
      },
      ...[macros, settings],
    ),
});

const REDTRACK_MODES = ['by-event-id', 'ignore', 'edit', 'new', 'increment'] as const;
const redtrackEdits = ({ duplicates }: Settings) => duplicates === 'edit';

export const redtrack = trackerDestination({
  kind: 'redtrack',
  fields: [
    address('https://track.example.com'),
    text('eventType', 'Call'),
    { name: 'duplicates', kind: 'choice', required: false, options: REDTRACK_MODES, example: 'by-event-id' },
    flag('statuses'),
  ],
  clickIn: ['clickid', 'click_id', 'cid'],
  can: (settings) =>
    redtrackEdits(settings)
      ? { statuses: settings.statuses === 'yes' ? ALL_STATUSES : [], updates: true, reopens: true }
      : ONLY_APPROVED,
  repeats: ({ duplicates = '' }) => (['new', 'increment'].includes(duplicates) ? 'unknown' : 'known'),
  wordOf: (status) => ({ pending: 'pending', approved: 'approved', rejected: 'declined' })[status],
  ask: (conversion, macros, settings) =>
    get(
      `${base(settings)}/postback`,
      {
        ...{ clickid: conversion.click, sum: sum(conversion), currency: conversion.payout?.currency },
        ...{ type: settings.eventType, status: settings.statuses === 'yes' ? macros.conversion_status : undefined },
        rdtk_event_id: conversion.txid,
      },
      ...[macros, settings],
    ),
});

export const tune = trackerDestination({
  kind: 'tune',
  fields: [
    address('https://example.go2cloud.org'),
    text('offerId', '12', { pattern: '\\d{1,12}' }),
    text('goalId', '34', { pattern: '\\d{1,12}' }),
    secret('token', false, '0123456789abcdef'),
    flag('multiple'),
  ],
  clickIn: ['tid', 'clickid', 'click_id', 'cid'],
  can: () => ONLY_APPROVED,
  // one conversion of a transaction and goal, unless the offer allows several
  repeats: ({ multiple }) => (multiple === 'yes' ? 'unknown' : 'known'),
  reasons: ['refused-by-network'],
  wordOf: () => 'approved',
  ask: (conversion, macros, settings) =>
    get(
      `${base(settings)}/${settings.goalId ? 'aff_goal' : 'aff_lsr'}`,
      {
        ...(settings.goalId ? { a: 'lsr', goal_id: settings.goalId } : {}),
        ...{ offer_id: settings.offerId, transaction_id: conversion.click, amount: sum(conversion) },
        ...{ adv_sub: conversion.txid, security_token: settings.token },
      },
      ...[macros, settings],
    ),
  judge: judgeTune,
});

/** It answers 200 whatever has happened: "success=true;" or "success=false; err_msg=Invalid Trans. ID #…;". */
function judgeTune(response: Response): Outcome {
  const plain = whatNow(response);
  if (plain.kind !== 'done' || /success=true/.test(response.body)) return plain;
  const [, said = response.body.slice(0, 200)] = /err_msg=([^;]*)/.exec(response.body) ?? [];
  if (/duplicate/i.test(said)) return { kind: 'done' };
  if (/token|whitelist|not allowed/i.test(said)) return { kind: 'needs-owner', reason: `key-refused: ${said.trim()}` };
  return { kind: 'refused', reason: `refused-by-network: ${said.trim()}` };
}

export const affise = trackerDestination({
  kind: 'affise',
  fields: [
    address('https://offers-example.affise.com'),
    text('goal', '1'),
    secret('secure', false, '0123456789abcdef'),
    { name: 'holdAs', kind: 'choice', required: false, options: ['2', '5'], example: '2' },
  ],
  clickIn: ['clickid', 'click_id', 'cid'],
  can: () => ({ statuses: ALL_STATUSES, updates: true, reopens: true }),
  repeats: 'known', // of one action_id there is one conversion; told again its status changes
  reasons: ['refused-by-network'],
  wordOf: (status, { holdAs = '2' }) => ({ pending: holdAs, approved: '1', rejected: '3' })[status],
  ask: (conversion, macros, settings) =>
    get(
      `${base(settings)}/postback`,
      {
        ...{ clickid: conversion.click, action_id: conversion.txid, sum: sum(conversion) },
        ...{ currency: conversion.payout?.currency, goal: settings.goal, status: macros.conversion_status },
        secure: settings.secure,
      },
      ...[macros, settings],
    ),
  judge: judgeAffise,
});

/** {"status": 1, …} means that it was received. */
function judgeAffise(response: Response): Outcome {
  const plain = whatNow(response);
  const [, status] = /"status"\s*:\s*"?(\d+)/.exec(response.body) ?? [];
  if (plain.kind !== 'done' || status === undefined || status === '1') return plain;
  const [, said = response.body.slice(0, 200)] = /"(?:message|error)"\s*:\s*"([^"]*)/.exec(response.body) ?? [];
  return { kind: 'refused', reason: `refused-by-network: ${said}` };
}

export const everflow = trackerDestination({
  kind: 'everflow',
  fields: [
    address('https://www.example-tracking.com'),
    text('nid', '123', { required: true, pattern: '\\w{1,20}' }),
    text('eventId', '4', { pattern: '\\d{1,12}' }),
    secret('token', false, '0123456789abcdef'),
    flag('multiple'),
  ],
  clickIn: ['tid', 'clickid', 'click_id', 'cid'],
  can: () => ONLY_APPROVED,
  repeats: ({ multiple }) => (multiple === 'yes' ? 'unknown' : 'known'),
  wordOf: () => 'approved',
  ask: (conversion, macros, settings) =>
    get(
      `${base(settings)}/`,
      {
        ...{ nid: settings.nid, transaction_id: conversion.click, event_id: settings.eventId, amount: sum(conversion) },
        ...{ order_id: conversion.txid, verification_token: settings.token },
      },
      ...[macros, settings],
    ),
});

export const TRACKERS = [keitaro, binom, voluum, redtrack, tune, affise, everflow];
