// The team: the frame of the room, with its parts as tabs; what everybody does now, agents, teams, schedules.
import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { RoomHead, useRoomTitle } from '../../parts/room.tsx';
import { Tabs } from '../../parts/tabs.tsx';

const TABS = [
  { to: '/team', name: 'board', exact: true },
  { to: '/team/agents', name: 'agents', exact: false },
  { to: '/team/teams', name: 'teams', exact: false },
  { to: '/team/schedules', name: 'schedules', exact: false },
] as const;

export function TeamRoom() {
  const { t } = useTranslation();
  useRoomTitle(t('team.title'));
  return (
    <>
      <RoomHead title={t('team.title')} note={t('team.lead')} />
      <Tabs label={t('team.tabs.label')} tabs={TABS.map((tab) => ({ ...tab, name: t(`team.tabs.${tab.name}`) }))} />
      <Outlet />
    </>
  );
}
