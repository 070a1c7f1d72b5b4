// By which route the call went, and what each of its steps did; whether the caller was told of the recording.
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallCard } from '../../../src/api/wire.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { clockSeconds } from '../../words/format.ts';
import { trailHeading, trailWords } from '../routes/trail-words.ts';
import { Block } from './block.tsx';
import css from './route-taken.module.css';

export function RouteTaken({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  const { route, trail, noticeAt, consent } = card;
  const writing = useWriting();
  if (!route && !trail?.length && !noticeAt && consent === null) return null;
  return (
    <Block title={t('routes.taken.title')}>
      {route && (
        <p>
          <Link to="/routes/$routeId" params={{ routeId: route.id }}>
            {t('routes.taken.by', { name: route.name, version: route.version })}
          </Link>
        </p>
      )}
      {noticeAt && <p className="dt-dim">{t('routes.taken.noticeAt', { time: clockSeconds(noticeAt, writing) })}</p>}
      {consent !== null && <p className="dt-dim">{t(consent ? 'routes.taken.agreed' : 'routes.taken.declined')}</p>}
      {trail && trail.length > 0 && (
        <details className={css.trail}>
          <summary>{t('routes.whatIf.trail')}</summary>
          <ol>
            {trail.map((line, at) => {
              const heading = trailHeading(line, t);
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: what a call went through never changes
                <li key={at}>
                  {heading && <strong>{heading}: </strong>}
                  {trailWords(line, t)}
                </li>
              );
            })}
          </ol>
        </details>
      )}
    </Block>
  );
}
