// How a route stands: in force, changed since, with faults, or never published.
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RouteSummary } from '../../../src/api/wire.ts';
import { Chipped } from '../../parts/mark.tsx';
import { useNow } from '../../parts/now.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { dateTime } from '../../words/format.ts';

type Stated = Pick<RouteSummary, 'published' | 'changed' | 'serves'> & { faults: number };

export function RouteState({ route: { published, changed, faults, serves } }: { route: Stated }) {
  const { t } = useTranslation();
  const servesNone = !serves.site && serves.pools.length === 0 && serves.numbers.length === 0;
  return (
    <>
      {published && !changed && servesNone && (
        <Chipped tone="wait" icon={IconAlertTriangle}>
          {t('routes.state.servesNone')}
        </Chipped>
      )}
      {published && !changed && !servesNone && (
        <Chipped tone="good" icon={IconCircleCheck}>
          {t('routes.state.inForce')}
        </Chipped>
      )}
      {published && changed && (
        <Chipped tone="wait" icon={IconPencil}>
          {t('routes.state.changed')}
        </Chipped>
      )}
      {!published && (
        <Chipped tone="plain" icon={IconCircleDashed}>
          {t('routes.state.draft')}
        </Chipped>
      )}
      {faults > 0 && (
        <Chipped tone="bad" icon={IconAlertTriangle}>
          {t('routes.state.faults', { count: faults })}
        </Chipped>
      )}
    </>
  );
}

/** 'Version 3, published today 12:40 by Anna.' */
export function usePublishedWords({ published }: Pick<RouteSummary, 'published'>): string {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  if (!published) return t('routes.toLine');
  const { version, by } = published;
  const date = dateTime(published.at, writing, now);
  return by ? t('routes.publishedBy', { version, date, by }) : t('routes.published', { version, date });
}
