// Install: script, check, numbers, where calls go; below, allowed addresses and what was refused.
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { site as siteQuery } from '../../api/queries.ts';
import { RoomHead, useRoomTitle } from '../../parts/room.tsx';
import { Failed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { CheckStep } from './check-step.tsx';
import css from './install-room.module.css';
import { NumbersStep } from './numbers-step.tsx';
import { Origins } from './origins.tsx';
import { Refusals } from './refusals.tsx';
import { ScriptStep } from './script-step.tsx';
import { TargetsStep } from './targets-step.tsx';

// The page tells of the first view soon after it happens: somebody may be waiting for it.
const LAST_VIEW_POLL_MS = 10_000;

export function InstallRoom() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data, error, refetch } = useQuery({ ...siteQuery(site.id), refetchInterval: LAST_VIEW_POLL_MS });
  useRoomTitle(t('install.title'));
  return (
    <div className={css.room}>
      <RoomHead title={t('install.title')} note={t('install.lead')} />
      {data ? (
        <>
          <ScriptStep site={data} />
          <CheckStep site={data} />
          <NumbersStep site={data} />
          <TargetsStep site={data} />
          <Origins site={data} />
          <Refusals />
        </>
      ) : error ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : (
        <>
          <Skeleton h={150} radius="lg" />
          <Skeleton h={130} radius="lg" />
          <Skeleton h={260} radius="lg" />
        </>
      )}
    </div>
  );
}
