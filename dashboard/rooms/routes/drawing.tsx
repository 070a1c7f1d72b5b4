// The route as it is drawn: runs of cards from above to below; branches side by side, on a phone one under the other.
import { IconArrowDown, IconArrowNarrowRight, IconPhoneIncoming } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { AddStep } from './add-step.tsx';
import css from './drawing.module.css';
import { showCard, useEditing } from './editing.ts';
import { StepCard } from './step-card.tsx';
import { laneWords, wayWords } from './step-words.ts';
import type { Run as RunOf, Tail as TailOf } from './tree.ts';
import { stepOf } from './ways.ts';

export function Drawing() {
  const { t } = useTranslation();
  const { drawing } = useEditing();
  const sheet = useRef<HTMLDivElement>(null);
  // A wide route is looked at from its beginning, which is in the middle.
  useEffect(() => {
    const [of, paper] = [sheet.current, sheet.current?.firstElementChild];
    if (of && paper) of.scrollLeft = (paper.scrollWidth - of.clientWidth) / 2;
  }, []);
  // Arrow keys go from card to card, in the order in which a screen reader tells them.
  const walk = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || !(event.target instanceof HTMLElement) || !event.target.matches('[data-face]')) return;
    const faces = [...(sheet.current?.querySelectorAll<HTMLElement>('[data-face]') ?? [])];
    const next = faces[faces.indexOf(event.target) + by];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <section className={css.sheet} ref={sheet} onKeyDown={walk} aria-label={t('routes.edit.drawing')}>
      <div className={css.paper}>
        <div className={css.start}>
          <IconPhoneIncoming size={17} stroke={1.7} aria-hidden />
          {t('routes.edit.call')}
        </div>
        <Run run={drawing.main} />
        {drawing.strays.length > 0 && <Strays runs={drawing.strays} />}
      </div>
    </section>
  );
}

function Strays({ runs }: { runs: readonly RunOf[] }) {
  const { t } = useTranslation();
  return (
    <div className={css.strays}>
      <strong>{t('routes.edit.strays')}</strong>
      <p className="dt-dim dt-small">{t('routes.edit.straysHint')}</p>
      <div className={css.strayRuns}>
        {runs.map((run) => (
          <Run key={run.cards[0]?.name} run={run} isStray />
        ))}
      </div>
    </div>
  );
}

function Run({ run: { cards, tail }, isStray = false }: { run: RunOf; isStray?: boolean }) {
  return (
    <ol className={css.run}>
      {cards.map((card, at) => (
        <li key={card.name} className={css.item}>
          {!(isStray && at === 0) && <Wire before={cards[at - 1]?.name} at={card.at} />}
          <StepCard card={card} before={cards[at - 1]?.name ?? null} after={cards[at + 1]?.name ?? null} />
        </li>
      ))}
      <Tail tail={tail} last={cards.at(-1)?.name} />
    </ol>
  );
}

/** The way down to a card, with its "+" and, where it is not always taken, when it is. */
function Wire({
  before,
  at,
  isEnd = false,
}: {
  before: string | undefined;
  at: RunOf['cards'][number]['at'];
  isEnd?: boolean;
}) {
  const { t } = useTranslation();
  const { route } = useEditing();
  const step = before === undefined ? undefined : stepOf(route, before);
  const words = step && at.of === 'step' && at.step === before ? wayWords(step, t) : '';
  return (
    <span className={css.way}>
      {words && <span className={css.wayWords}>{words}</span>}
      <AddStep at={at} isEnd={isEnd} />
    </span>
  );
}

function Tail({ tail, last }: { tail: TailOf; last: string | undefined }) {
  const { t } = useTranslation();
  const { drawing } = useEditing();
  switch (tail.is) {
    case 'stop':
      return null;
    case 'lanes':
      return <Lanes tail={tail} />;
    case 'end':
      return (
        <li className={css.item}>
          <Wire before={last} at={tail.at} isEnd />
          <span className={css.end} title={t('routes.edit.endsHint')}>
            {t('routes.edit.ends')}
          </span>
        </li>
      );
    case 'missing':
      return (
        <li className={css.item}>
          <Wire before={last} at={tail.at} isEnd />
          <span className={css.end} data-bad>
            {t('routes.edit.missing', { name: tail.to })}
          </span>
        </li>
      );
    case 'jump': {
      const n = drawing.numbers.get(tail.to) ?? 0;
      const Icon = tail.below ? IconArrowDown : IconArrowNarrowRight;
      return (
        <li className={[css.item, tail.below && css.meets].join(' ')}>
          <Wire before={last} at={tail.at} isEnd />
          <button type="button" className={css.jump} onClick={() => showCard(tail.to)}>
            <Icon size={14} stroke={1.8} aria-hidden />
            {t(tail.below ? 'routes.edit.meets' : 'routes.edit.jump', { n })}
          </button>
        </li>
      );
    }
    default:
      return tail satisfies never;
  }
}

// Which of their ways a call takes is not known beforehand: it may be any.
const ANY_WAY: ReadonlySet<string> = new Set(['menu', 'queue']);

function Lanes({ tail: { of, lanes, after } }: { tail: TailOf & { is: 'lanes' } }) {
  const { t } = useTranslation();
  const { route, drawing, choices, select, lit } = useEditing();
  const step = stepOf(route, of);
  if (!step) return null;
  const [firstMeets, lastMeets] = [
    lanes.findIndex(({ run }) => meets(run)),
    lanes.findLastIndex(({ run }) => meets(run)),
  ];
  return (
    <>
      <li className={css.item}>
        <span className={css.stem} aria-hidden />
        <ul
          className={css.lanes}
          aria-label={t('routes.edit.lanes', { n: drawing.numbers.get(of) ?? 0 })}
          data-meet={after ? true : undefined}
        >
          {lanes.map(({ way, run }, at) => {
            const words = laneWords(step, way, choices.names, t);
            const first = run.cards[0]?.name ?? (run.tail.is === 'jump' ? run.tail.to : '');
            return (
              <li
                key={way}
                className={css.lane}
                data-meets={meets(run) || undefined}
                data-beyond={at < firstMeets || at > lastMeets || undefined}
              >
                <button
                  type="button"
                  className={css.laneName}
                  data-lit={lit?.has(`${of}>${first}`) || (ANY_WAY.has(step.do) && lit?.has(first)) || undefined}
                  onClick={() => select(of)}
                >
                  {words}
                </button>
                <Run run={run} />
              </li>
            );
          })}
        </ul>
      </li>
      {after && (
        <li className={css.item}>
          <Run run={after} />
        </li>
      )}
    </>
  );
}

const meets = ({ tail }: RunOf) => tail.is === 'jump' && tail.below;
