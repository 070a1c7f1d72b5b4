// Spam: the frame of the room, with its parts as tabs; what was marked, who is held back, by which rules.
import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { RoomHead, useRoomTitle } from '../../parts/room.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import css from './spam.module.css';

const TABS = [
  { to: '/spam', name: 'calls', exact: true },
  { to: '/spam/callers', name: 'callers', exact: false },
  { to: '/spam/rules', name: 'rules', exact: false },
] as const;

export function SpamRoom() {
  const { t } = useTranslation();
  useRoomTitle(t('spam.title'));
  return (
    <>
      <RoomHead title={t('spam.title')} />
      <p className={css.lead}>{t('spam.lead')}</p>
      <Tabs label={t('spam.tabs.label')} tabs={TABS.map((tab) => ({ ...tab, name: t(`spam.tabs.${tab.name}`) }))} />
      <Outlet />
    </>
  );
}
