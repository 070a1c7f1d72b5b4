// One connected destination in the list: what it is, how it is, what went there in 30 days.
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Destination } from '../../../src/api/wire.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { count } from '../../words/format.ts';
import css from './destinations.module.css';
import { KindIcon } from './kind-icon.tsx';
import { StateMark, useStateWords } from './state.tsx';
import type { Kind } from './use-kinds.ts';

export const waiting = ({ counts }: Pick<Destination, 'counts'>) => (counts.due ?? 0) + (counts.sending ?? 0);

/** `kind` undefined: this version knows it no more. */
export function DestinationLine({ destination, kind }: { destination: Destination; kind: Kind | undefined }) {
  const { t } = useTranslation();
  const { id, name, counts } = destination;
  const words = useStateWords(destination, kind?.words.reasons);
  return (
    <li className={css.line}>
      <KindIcon group={kind?.group} />
      <div className={css.who}>
        <Link to="/destinations/$destinationId" params={{ destinationId: id }} className={css.name ?? ''}>
          {name}
        </Link>
        <span className="dt-dim">{kind?.words.name ?? destination.kind}</span>
      </div>
      <div className={css.how}>
        <StateMark destination={destination} />
        {words && <span className={css.why}>{words}</span>}
      </div>
      <dl className={css.counts}>
        <Count name={t('destinations.counts.done')} value={counts.done ?? 0} />
        <Count name={t('destinations.counts.waiting')} value={waiting(destination)} />
        <Count name={t('destinations.counts.parked')} value={counts.parked ?? 0} tone="bad" />
      </dl>
    </li>
  );
}

function Count({ name, value, tone }: { name: string; value: number; tone?: 'bad' }) {
  const { locale } = useWriting();
  return (
    <div data-tone={value > 0 ? tone : undefined} data-none={value === 0 || undefined}>
      <dt>{name}</dt>
      <dd>{count(value, locale)}</dd>
    </div>
  );
}
