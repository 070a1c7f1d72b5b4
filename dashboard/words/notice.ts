// A notice to the owner as a heading, a sentence and a way to what it is about.
import type { TFunction } from 'i18next';
import type { Notice } from '../../src/api/wire.ts';
import { fullDay } from './day.ts';
import { type OwnReasons, reasonText } from './destination.ts';
import { fileSize } from './file-size.ts';
import { count, percent } from './format.ts';
import { checkReason, onceIn } from './number.ts';
import { phone } from './phone.ts';

export type Way =
  | { to: 'number'; id: string; part?: 'checks' }
  | { to: 'contract' | 'connection' | 'call' | 'destination'; id: string }
  | { to: 'plan' | 'routes' | 'settings' | 'missed' };

export interface NoticeWords {
  title: string;
  text: string;
  way: Way;
}

// Each kind names its own facts; what is not there is left out of the sentence rather than shown as a hole.
type Facts = Notice['data'];
const text = (facts: Facts, name: string) => (typeof facts[name] === 'string' ? facts[name] : null);
const figure = (facts: Facts, name: string) => (typeof facts[name] === 'number' ? facts[name] : null);

/** `connectionName`: of a connection the notice is about, where it is known; `ownReasons`: of the destination it is about. */
export function noticeWords(
  notice: Notice,
  locale: string,
  t: TFunction,
  connectionName: (id: string) => string | undefined = () => undefined,
  ownReasons: OwnReasons = undefined,
): NoticeWords {
  const { kind, subject, data } = notice;
  const number = phone(text(data, 'number') ?? '') || '–';
  switch (kind) {
    case 'number-out-of-order':
    case 'number-back':
      return {
        title: t(`notices.heading.${kind}`, { number }),
        text: kind === 'number-back' ? backText(data, t) : brokenText(data, t),
        way: { to: 'number', id: subject, part: 'checks' },
      };
    case 'number-silent':
      return {
        title: t(`notices.heading.${kind}`, { number }),
        text: silentText(data, locale, t),
        way: { to: 'number', id: subject },
      };
    case 'number-leaked':
      return {
        title: t(`notices.heading.${kind}`, { number }),
        text: leakedText(data, locale, t),
        way: { to: 'number', id: subject },
      };
    case 'connection-failing': {
      const connection = connectionName(subject);
      return {
        title: connection ? t(`notices.heading.${kind}`, { connection }) : t('notices.heading.connection-failing-bare'),
        text: t(`notices.text.${kind}`),
        way: { to: 'connection', id: subject },
      };
    }
    case 'contract-ends':
    case 'licence-ends':
      return endWords(notice, kind, locale, t);
    case 'speech-missing':
      return { title: t(`notices.heading.${kind}`), text: unsaidText(data, t), way: { to: 'routes' } };
    case 'recording-lost':
      return {
        title: t('recordings.notices.lost'),
        text: t('recordings.notices.lostText', { error: text(data, 'error') ?? '–' }),
        way: { to: 'call', id: subject },
      };
    case 'recording-store-failing': {
      const named = { bucket: text(data, 'bucket'), endpoint: text(data, 'endpoint'), error: text(data, 'error') };
      const waiting = figure(data, 'waiting') ?? 0;
      const wait = waiting > 0 ? ` ${t('recordings.notices.storeWaiting', { count: waiting })}` : '';
      return {
        title: t('recordings.notices.store'),
        text: `${t('recordings.notices.storeText', named)}${wait}`,
        way: { to: 'settings' },
      };
    }
    case 'disk-low':
    case 'disk-full':
      return diskWords(kind, data, locale, t);
    case 'recording-unsaid':
      return unsaidWords(data, t);
    case 'call-backs-late':
      return {
        title: t('callBacks.notice.late'),
        text: t('callBacks.notice.lateText', { count: figure(data, 'late') ?? 1 }),
        way: { to: 'missed' },
      };
    case 'number-flood':
      return {
        title: t('spam.notice.flood', { number }),
        text: t('spam.notice.floodText', {
          calls: figure(data, 'calls') ?? '–',
          minutes: figure(data, 'minutes') ?? '–',
        }),
        way: { to: 'number', id: subject },
      };
    case 'destination-paused': {
      const [name, why] = [text(data, 'name'), text(data, 'why')];
      return {
        title: name ? t('destinations.notice.title', { name }) : t('destinations.notice.titleBare'),
        text: why
          ? t('destinations.notice.text', { why: reasonText(why, ownReasons, t) })
          : t('destinations.notice.textBare'),
        way: { to: 'destination', id: subject },
      };
    }
    case 'deliveries-lapse': {
      const [name, until] = [text(data, 'name') ?? '–', text(data, 'until')];
      const waiting = figure(data, 'count');
      return {
        title: t('lapsing.title', { name }),
        text:
          until && waiting !== null
            ? t('lapsing.text', { waiting, day: fullDay(until.slice(0, 10), locale) })
            : t('lapsing.bare'),
        way: { to: 'destination', id: subject },
      };
    }
    case 'prediction-gap':
      return { title: t(`notices.heading.${kind}`), text: gapText(data, locale, t), way: { to: 'plan' } };
    default:
      return kind satisfies never;
  }
}

/** Why checks put a number out of order, as the open notice about it says; a later check may have told nothing. */
export function brokenReason(notices: readonly Notice[], numberId: string): string | null {
  const told = notices.find(({ kind, subject }) => kind === 'number-out-of-order' && subject === numberId);
  return told ? text(told.data, 'reason') : null;
}

function brokenText(data: Facts, t: TFunction): string {
  const reason = text(data, 'reason');
  if (!reason) return t('notices.text.number-out-of-order-bare');
  return t('notices.text.number-out-of-order', { reason: checkReason(reason, t) });
}

const backText = (data: Facts, t: TFunction) =>
  text(data, 'by') === 'call' ? t('notices.text.number-back-call') : t('notices.text.number-back');

function silentText(data: Facts, locale: string, t: TFunction): string {
  const [visits, expected, once] = [figure(data, 'visits'), figure(data, 'expected'), figure(data, 'onceIn')];
  if (visits === null || expected === null || once === null) return t('notices.text.number-silent-bare');
  return t('notices.text.number-silent', {
    visits: count(visits, locale),
    expected: count(expected, locale, true),
    n: onceIn(1 / once, locale),
  });
}

function leakedText(data: Facts, locale: string, t: TFunction): string {
  const page = Array.isArray(data.pages) && typeof data.pages[0] === 'string' ? data.pages[0] : text(data, 'page');
  if (page) return t('notices.text.number-leaked-page', { page });
  const [nobody, chance] = [figure(data, 'nobody'), figure(data, 'chance')];
  if (nobody === null || chance === null) return t('notices.text.number-leaked-bare');
  return t('notices.text.number-leaked-calls', { nobody: count(nobody, locale), n: onceIn(chance, locale) });
}

function endWords(notice: Notice, kind: 'contract-ends' | 'licence-ends', locale: string, t: TFunction): NoticeWords {
  const { data, subject } = notice;
  const paper = kind === 'contract-ends' ? 'contract' : 'licence';
  const daysLeft = figure(data, 'daysLeft') ?? 0;
  const endsOn = text(data, 'endsOn');
  const date = endsOn ? fullDay(endsOn, locale) : '–';
  const what = t(`notices.text.${paper}`, { number: text(data, `${paper}Number`) ?? '–' });
  const ended = daysLeft < 0;
  return {
    title: t(`notices.heading.${paper}-${ended ? 'ended' : 'ends'}`, { operator: text(data, 'operator') ?? '–' }),
    text: ended ? t('notices.text.ended', { what, date }) : t('notices.text.ends', { what, date, count: daysLeft }),
    way: { to: 'contract', id: subject },
  };
}

// A house of one node needs no name for it.
const whereOf = (data: Facts, t: TFunction) => {
  const node = text(data, 'node');
  return node && node !== 'dialtrace' ? t('standing.onNode', { node }) : '';
};

function diskWords(kind: 'disk-low' | 'disk-full', data: Facts, locale: string, t: TFunction): NoticeWords {
  const [free, missing] = [figure(data, 'free'), figure(data, 'missing')];
  const where = whereOf(data, t);
  const sizes =
    free === null || missing === null ? null : { free: fileSize(free, locale), missing: fileSize(missing, locale) };
  const of = kind === 'disk-low' ? 'diskLow' : 'diskFull';
  return {
    title: t(`standing.${of}`, { where }),
    text: sizes ? t(`standing.${of}Text`, sizes) : t(`standing.${of}Bare`),
    way: { to: 'settings' },
  };
}

function unsaidWords(data: Facts, t: TFunction): NoticeWords {
  const said = text(data, 'language');
  const language = said === 'ru' || said === 'en' ? t(`standing.language.${said}`) : '';
  const number = phone(text(data, 'number') ?? '') || '–';
  return {
    title: t('standing.unsaid'),
    text: t('standing.unsaidText', { number, language, where: whereOf(data, t) }),
    way: { to: 'settings' },
  };
}

function unsaidText(data: Facts, t: TFunction): string {
  const [unsaid, words] = [figure(data, 'count'), text(data, 'words')];
  if (unsaid === null || words === null) return t('notices.text.speech-missing-bare');
  return t('notices.text.speech-missing', { count: unsaid, words });
}

function gapText(data: Facts, locale: string, t: TFunction): string {
  const [predicted, real] = [campaignOf(data.predicted), campaignOf(data.confidence)];
  if (predicted === null || real === null) return t('notices.text.prediction-gap-bare');
  return t('notices.text.prediction-gap', { predicted: percent(predicted, locale), real: percent(real, locale) });
}

// The planner tells all three levels; the campaign is what numbers are bought for.
function campaignOf(levels: unknown): number | null {
  const campaign = typeof levels === 'object' && levels && 'campaign' in levels ? levels.campaign : null;
  return typeof campaign === 'number' ? campaign : null;
}
