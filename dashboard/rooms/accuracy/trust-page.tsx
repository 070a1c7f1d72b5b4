// How much can the answers be trusted: figures, freshness, whether the percentages keep their word, and what is not seen.
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { accuracy } from '../../api/attribution.ts';
import { Failed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { Calibration } from './calibration.tsx';
import { Figures } from './figures.tsx';
import { Freshness } from './freshness.tsx';
import { useAccuracyRange } from './period.ts';
import css from './trust-page.module.css';
import { Unseen } from './unseen.tsx';
import { WithoutVisit } from './without-visit.tsx';

export function TrustPage() {
  const { site } = useHouse();
  const range = useAccuracyRange();
  const { data, error, refetch, isPlaceholderData } = useQuery(accuracy(site.id, range));
  if (!data && error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <div className={css.page} aria-busy="true">
        <Skeleton h={170} radius="lg" />
        <Skeleton h={380} radius="lg" />
      </div>
    );
  }
  return (
    <div className={css.page} data-stale={isPlaceholderData || undefined}>
      <Figures report={data} />
      <Freshness freshness={data.freshness} />
      <Calibration report={data} />
      <div className={css.pair}>
        <WithoutVisit report={data} />
        <Unseen pages={data.pages} />
      </div>
    </div>
  );
}
