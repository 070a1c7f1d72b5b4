// The tables of docs/destinations/README(.ru).md say of each destination what its declaration says.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { destinationWords } from '../dashboard/i18n/destinations/all.ts';
import { EVENT_TYPES } from '../src/core/event.ts';
import { DESTINATIONS } from '../src/deliver/destinations.ts';
import type { Destination } from '../src/deliver/port.ts';

type Language = 'en' | 'ru';
const FOLDER = 'docs/destinations';
const FILES = { en: 'README.md', ru: 'README.ru.md' } as const;
const WORDS = {
  en: {
    ...{ all: 'everything', nothing: '—', known: 'known', unknown: 'not known', bySettings: 'by settings', yes: 'yes' },
    ...{ minutes: 'min', hours: 'h', days: 'days', perSecond: '/s', atOnce: 'at a time', together: 'in one' },
  },
  ru: {
    ...{ all: 'всё', nothing: '—', known: 'узнаются', unknown: 'не узнаются', bySettings: 'по настройкам', yes: 'да' },
    ...{ minutes: 'мин', hours: 'ч', days: 'дн.', perSecond: '/с', atOnce: 'сразу', together: 'в одном' },
  },
} as const;

/** The cells that follow from the declaration; `repeats` is how its cell begins. */
function declared(kind: Destination, language: Language) {
  const words = WORDS[language];
  const { perSecond, parallel } = kind.limits;
  const repeats = { known: words.known, unknown: words.unknown };
  return {
    told: kind.takes.length === EVENT_TYPES.length ? words.all : short(kind.byDefault) || words.nothing,
    repeats: typeof kind.repeats === 'string' ? repeats[kind.repeats] : words.bySettings,
    takesBack: kind.takesBack ? words.yes : words.nothing,
    window: windows(kind, language) || words.nothing,
    limits: [
      `${perSecond}${words.perSecond}, ${parallel} ${words.atOnce}`,
      ...(kind.batch ? [`${kind.batch} ${words.together}`] : []),
    ].join(', '),
    comesBack: Boolean(kind.poll || kind.receive),
  };
}

const short = (types: readonly string[]) => types.map((type) => type.replace(/^call\./, '')).join(', ');

/** 90 days; ringing 2 min, answered 10 min */
function windows({ lapsesAfter = {} }: Destination, language: Language): string {
  const spans = Object.entries(lapsesAfter).map(([type, span]) => [type, spanOf(span, language)] as const);
  const different = new Set(spans.map(([, span]) => span));
  if (different.size === 1) return spans[0]?.[1] ?? '';
  return spans.map(([type, span]) => `${short([type])} ${span}`).join(', ');
}

function spanOf(milliseconds: number, language: Language): string {
  const words = WORDS[language];
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 120) return `${minutes} ${words.minutes}`;
  return minutes <= 72 * 60 ? `${minutes / 60} ${words.hours}` : `${minutes / 1440} ${words.days}`;
}

const rowsOf = (language: Language) =>
  readFileSync(path.join(FOLDER, FILES[language]), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ['))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const table = { en: rowsOf('en'), ru: rowsOf('ru') };

for (const language of ['en', 'ru'] as const)
  describe(`${FILES[language]} has each destination as it declares itself`, () => {
    for (const kind of DESTINATIONS.values())
      test(kind.kind, () => {
        const { name } = destinationWords[kind.kind]?.[language] ?? { name: kind.kind };
        const [link = '', told, repeats, takesBack, window, limits, comesBack] =
          table[language].find(([cell]) => cell?.startsWith(`[${name}](`)) ?? [];
        const { comesBack: hasBack, ...expected } = declared(kind, language);
        const wanted = `| [${name}](${kind.kind}${language === 'ru' ? '.ru' : ''}.md) | ${Object.values(expected).join(' | ')} | ${hasBack ? '…' : '—'} |`;
        assert.deepEqual(
          { told, repeats: repeats?.split(':')[0], takesBack, window, limits },
          expected,
          `the row should begin like this:\n${wanted}`,
        );
        assert.equal(comesBack !== WORDS[language].nothing, hasBack, 'what comes back');
        const target = /\]\(([^)]+)\)/.exec(link)?.[1] ?? '';
        assert.ok(existsSync(path.join(FOLDER, target)), `${target} is not there`);
      });

    test('and no others', () => assert.equal(table[language].length, DESTINATIONS.size));
  });
