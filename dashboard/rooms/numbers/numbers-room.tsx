// Numbers: the frame of the room, with its parts as tabs; the list, the pools, and whether all is in order.
import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { RoomHead, useRoomTitle } from '../../parts/room.tsx';
import { Tabs } from '../../parts/tabs.tsx';

const TABS = [
  { to: '/numbers', name: 'list', exact: true },
  { to: '/numbers/pools', name: 'pools', exact: false },
  { to: '/numbers/connections', name: 'connections', exact: false },
  { to: '/numbers/in-order', name: 'inOrder', exact: false },
] as const;

export function NumbersRoom() {
  const { t } = useTranslation();
  useRoomTitle(t('numbers.title'));
  return (
    <>
      <RoomHead title={t('numbers.title')} note={t('numbers.lead')} />
      <Tabs
        label={t('numbers.tabs.label')}
        tabs={TABS.map((tab) => ({
          ...tab,
          name: tab.name === 'connections' ? t('connections.tab') : t(`numbers.tabs.${tab.name}`),
        }))}
      />
      <Outlet />
    </>
  );
}
