// Missed callers: the frame of the room, with its parts as tabs; whom to call back, how well that goes, what is wanted.
import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { RoomHead, useRoomTitle } from '../../parts/room.tsx';
import { Tabs } from '../../parts/tabs.tsx';

const TABS = [
  { to: '/missed', name: 'tasks', exact: true },
  { to: '/missed/report', name: 'report', exact: false },
  { to: '/missed/settings', name: 'settings', exact: false },
] as const;

export function MissedRoom() {
  const { t } = useTranslation();
  useRoomTitle(t('callBacks.title'));
  return (
    <>
      <RoomHead title={t('callBacks.title')} />
      <Tabs
        label={t('callBacks.tabs.label')}
        tabs={TABS.map((tab) => ({ ...tab, name: t(`callBacks.tabs.${tab.name}`) }))}
      />
      <Outlet />
    </>
  );
}
