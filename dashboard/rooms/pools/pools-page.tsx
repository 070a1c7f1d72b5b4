// Static numbers shown by rule, which are asked for first; then pools in the order in which they are asked: whom each
// serves, how it chooses, how busy it is; below, the watch over numbers that have become known outside.
import { Button, Skeleton } from '@mantine/core';
import { IconArrowsExchange, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pool } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { pools as poolsQuery, useNumbersChanged } from '../../api/numbers.ts';
import { Panel } from '../../parts/room.tsx';
import { Empty, Failed, SaveFailed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { moved } from '../install/target-drafts.ts';
import { Placements } from '../placements/placements.tsx';
import { DeletePool } from './delete-pool.tsx';
import { LeakWatch } from './leak-watch.tsx';
import { PoolCard } from './pool-card.tsx';
import { PoolForm } from './pool-form.tsx';
import css from './pools-page.module.css';

export function PoolsPage() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(poolsQuery(site.id));
  const [editing, setEditing] = useState<Pool | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Pool | null>(null);
  return (
    <div className={css.page}>
      <Placements />
      <div className={css.head}>
        <div>
          <h2 className={css.title}>{t('pools.title')}</h2>
          <p className="dt-dim">{t('pools.hint')}</p>
        </div>
        {data && data.length > 0 && (
          <Button
            size="xs"
            leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
            onClick={() => setEditing('new')}
          >
            {t('pools.add')}
          </Button>
        )}
      </div>
      {!data && error && <Failed error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton h={320} radius="lg" />}
      {data?.length === 0 && <NoPools onAdd={() => setEditing('new')} />}
      {data && data.length > 0 && <Ordered pools={data} onEdit={setEditing} onDelete={setDeleting} />}
      {data && data.length > 0 && <LeakWatch />}
      {editing && <PoolForm pool={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      {deleting && <DeletePool pool={deleting} onClose={() => setDeleting(null)} />}
    </div>
  );
}

function NoPools({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation();
  return (
    <Panel>
      <Empty icon={<IconArrowsExchange size={22} stroke={1.5} />} title={t('pools.none')} hint={t('pools.noneHint')}>
        <Button onClick={onAdd}>{t('pools.add')}</Button>
      </Empty>
    </Panel>
  );
}

interface OrderedProps {
  pools: readonly Pool[];
  onEdit: (pool: Pool) => void;
  onDelete: (pool: Pool) => void;
}

function Ordered({ pools, onEdit, onDelete }: OrderedProps) {
  const { site } = useHouse();
  const changed = useNumbersChanged(site.id);
  const order = useMutation({
    mutationFn: (ids: string[]) => send('PUT', `/sites/${site.id}/pools/order`, { pools: ids }),
    onSettled: changed,
  });
  const inOrder = pools.toSorted((a, b) => a.position - b.position);
  const move = (at: number, by: -1 | 1) => order.mutate(moved(inOrder, at, by).map(({ id }) => id));
  return (
    <>
      <SaveFailed error={order.error} />
      <ol className={css.list}>
        {inOrder.map((pool, at) => (
          <PoolCard
            key={pool.id}
            pool={pool}
            place={at + 1}
            busy={order.isPending}
            onUp={at > 0 ? () => move(at, -1) : null}
            onDown={at < inOrder.length - 1 ? () => move(at, 1) : null}
            onEdit={() => onEdit(pool)}
            onDelete={() => onDelete(pool)}
          />
        ))}
      </ol>
    </>
  );
}
