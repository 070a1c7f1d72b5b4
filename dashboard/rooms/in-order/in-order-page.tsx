// Is all in order? Three questions about every number, what numbers cost, the contracts and the connections behind them.
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { inOrder as inOrderQuery } from '../../api/numbers.ts';
import { Failed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { Contracts } from './contracts.tsx';
import { Costs } from './costs.tsx';
import css from './in-order-page.module.css';
import { Questions } from './questions.tsx';

export function InOrderPage() {
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(inOrderQuery(site.id));
  return (
    <div className={css.page}>
      {data && <Questions report={data} />}
      {!data && error && <Failed error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton h={260} radius="lg" />}
      <Contracts />
      {data && <Costs costs={data.costs} />}
    </div>
  );
}
