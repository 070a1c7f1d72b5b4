// Destinations: what is connected and how it goes, and everything that can be connected.
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { destinations as destinationsQuery } from '../../api/destinations.ts';
import { Panel, RoomHead, useRoomTitle } from '../../parts/room.tsx';
import { Failed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { DestinationLine } from './destination-line.tsx';
import css from './destinations.module.css';
import { Gallery } from './gallery.tsx';
import { useKinds } from './use-kinds.ts';

export function DestinationsRoom() {
  const { t } = useTranslation();
  useRoomTitle(t('destinations.title'));
  return (
    <>
      <RoomHead title={t('destinations.title')} note={t('destinations.lead')} />
      <Rooms />
    </>
  );
}

function Rooms() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(destinationsQuery(site.id));
  const { kinds, error: unread, again } = useKinds();
  if (!data && error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!kinds && unread) return <Failed error={unread} onRetry={again} />;
  if (!data || !kinds) return <Skeleton h={360} radius="lg" />;
  return (
    <div className={css.page}>
      {data.length > 0 && (
        <Panel
          id="connected"
          title={t('destinations.mine')}
          aside={<span className="dt-dim dt-small">{t('destinations.days')}</span>}
        >
          <ul className={css.list}>
            {data.map((destination) => (
              <DestinationLine
                key={destination.id}
                destination={destination}
                kind={kinds.find(({ kind }) => kind === destination.kind)}
              />
            ))}
          </ul>
        </Panel>
      )}
      <Gallery kinds={kinds} isFirst={data.length === 0} />
    </div>
  );
}
