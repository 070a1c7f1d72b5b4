// How fresh is what the answers rest on: the newest view, activity, call and lesson; what is too old says what to do.
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AccuracyReport } from '../../../src/api/wire.ts';
import { useNow } from '../../parts/now.ts';
import { Panel } from '../../parts/room.tsx';
import { ago } from '../../words/format.ts';
import { FRESH_THINGS, type FreshThing, freshness } from '../../words/freshness.ts';
import css from './freshness.module.css';

const ICONS = { fresh: IconCircleCheck, stale: IconAlertTriangle, never: IconCircleDashed };

export function Freshness({ freshness: facts }: { freshness: AccuracyReport['freshness'] }) {
  const { t } = useTranslation();
  const times = {
    view: facts.lastViewAt,
    activity: facts.lastActivityAt,
    call: facts.lastCallAt,
    learned: facts.lastLearnedAt,
  };
  return (
    <Panel title={t('accuracy.fresh.title')} id="freshness">
      <ul className={css.list}>
        {FRESH_THINGS.map((thing) => (
          <Line key={thing} thing={thing} at={times[thing]} />
        ))}
      </ul>
    </Panel>
  );
}

function Line({ thing, at }: { thing: FreshThing; at: string | null }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const state = freshness(thing, at, now);
  const Icon = ICONS[state];
  return (
    <li className={css.line} data-state={state}>
      <Icon size={17} stroke={1.8} aria-hidden />
      <div>
        <div className="dt-dim">{t(`accuracy.fresh.${thing}`)}</div>
        <b>{at === null ? t('accuracy.fresh.never') : ago(at, now, t)}</b>
        {state !== 'fresh' && <p className={css.hint}>{t(`accuracy.fresh.${thing}Hint`)}</p>}
      </div>
    </li>
  );
}
