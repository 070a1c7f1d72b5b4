// One pool: whom it serves, how it chooses, its figures of now and of the last 30 days.
import { Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPencil, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Pool } from '../../../src/api/wire.ts';
import { poolStats } from '../../api/numbers.ts';
import { type Figure, Figures } from '../../parts/figures.tsx';
import { Tool } from '../../parts/tool.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { conversion, count } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import css from './pool-card.module.css';
import { rulesOf } from './rules.ts';

interface PoolCardProps {
  pool: Pool;
  place: number;
  busy: boolean;
  onUp: (() => void) | null;
  onDown: (() => void) | null;
  onEdit: () => void;
  onDelete: () => void;
}

export function PoolCard({ pool, place, busy, onUp, onDown, onEdit, onDelete }: PoolCardProps) {
  const { t } = useTranslation();
  return (
    <li className={css.card}>
      <div className={css.head}>
        <span className={css.place}>{place}</span>
        <h3 className={css.name}>{pool.name}</h3>
        <span className={css.replaces}>{t('pools.replaces', { number: phone(pool.targetNumber) })}</span>
        <div className={css.tools}>
          <Tool label={t('pools.up', { name: pool.name })} onClick={busy ? null : onUp}>
            <IconArrowUp size={16} stroke={1.7} />
          </Tool>
          <Tool label={t('pools.down', { name: pool.name })} onClick={busy ? null : onDown}>
            <IconArrowDown size={16} stroke={1.7} />
          </Tool>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPencil size={14} stroke={1.7} aria-hidden />}
            onClick={onEdit}
          >
            {t('pools.edit')}
          </Button>
          <Tool label={`${t('action.delete')} ${pool.name}`} onClick={onDelete}>
            <IconTrash size={16} stroke={1.6} />
          </Tool>
        </div>
      </div>
      <Rules pool={pool} />
      {pool.numbers === 0 ? <p className={css.warning}>{t('pools.noNumbers')}</p> : <PoolFigures pool={pool} />}
    </li>
  );
}

function Rules({ pool }: { pool: Pool }) {
  const { t } = useTranslation();
  const rules = rulesOf(pool.targeting, t);
  return (
    <div className={css.rules}>
      {rules.length === 0 && <span className={css.rule}>{t('pools.everyone')}</span>}
      {rules.map(({ name, words }) => (
        <span key={name} className={css.rule}>
          <span className="dt-dim">{name}:</span> {words.join(', ')}
        </span>
      ))}
      <span className={css.policy}>
        {t('pools.policy')}: {t(`pools.policies.${pool.policy}`).toLowerCase()}
        {pool.overflow === 'fallback' &&
          ` · ${t('pools.overflow').toLowerCase()}: ${t('pools.overflows.fallback').toLowerCase()}`}
      </span>
    </div>
  );
}

function PoolFigures({ pool }: { pool: Pool }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { locale } = useWriting();
  const { data } = useQuery(poolStats(site.id, pool.id));
  const kept = data ? data.overflow + data.poolEmpty : null;
  const figures: Figure[] = [
    {
      name: t('pools.figure.numbers'),
      value: (
        <Link
          to="/numbers"
          search={(now) => ({ ...now, pool: pool.id })}
          className={css.link}
          title={t('pools.showNumbers')}
        >
          {count(pool.numbers, locale)}
        </Link>
      ),
      second: pool.outOfOrder > 0 && (
        <span className={css.bad}>{t('pools.figure.outOfOrder', { count: pool.outOfOrder })}</span>
      ),
    },
    { name: t('pools.figure.openPages'), value: count(pool.openPages, locale) },
    { name: t('pools.figure.leases'), value: count(pool.liveLeases, locale), hint: t('pools.figure.leasesHint') },
    {
      name: t('pools.figure.shared'),
      value: data ? conversion(data.sharedShare, locale) : '…',
      hint: t('pools.figure.sharedHint'),
    },
    {
      name: t('pools.figure.overflow'),
      value: kept === null ? '…' : count(kept, locale),
      hint: t('pools.figure.overflowHint'),
    },
  ];
  return <Figures figures={figures} />;
}
