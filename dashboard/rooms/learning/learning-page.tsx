// Learning: what the site's own calls have taught, its versions, and old calls judged anew.
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type VersionName, versions as versionsQuery } from '../../api/attribution.ts';
import { Failed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { Beliefs } from './beliefs.tsx';
import { InForce } from './in-force.tsx';
import css from './learning.module.css';
import { Reattribution } from './reattribution.tsx';
import { VersionTable } from './version-table.tsx';

export function LearningPage() {
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(versionsQuery(site.id));
  const [shown, show] = useState<VersionName | null>(null);
  if (!data && error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton h={420} radius="lg" />;
  return (
    <div className={css.page}>
      <InForce versions={data} />
      <VersionTable versions={data} shown={shown ?? data.inForce} onShow={show} />
      <Beliefs versions={data} shown={shown ?? data.inForce} />
      <Reattribution versions={data} />
    </div>
  );
}
