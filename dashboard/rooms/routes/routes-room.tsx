// Routes: the frame of the room, with its parts as tabs; the list of routes, and the sounds they play.
import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { RoomHead, useRoomTitle } from '../../parts/room.tsx';
import { Tabs } from '../../parts/tabs.tsx';

const TABS = [
  { to: '/routes', name: 'list', exact: true },
  { to: '/routes/sounds', name: 'sounds', exact: false },
] as const;

export function RoutesRoom() {
  const { t } = useTranslation();
  useRoomTitle(t('routes.title'));
  return (
    <>
      <RoomHead title={t('routes.title')} note={t('routes.lead')} />
      <Tabs label={t('routes.tabs.label')} tabs={TABS.map((tab) => ({ ...tab, name: t(`routes.tabs.${tab.name}`) }))} />
      <Outlet />
    </>
  );
}
