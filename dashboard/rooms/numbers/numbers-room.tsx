// Numbers: the frame of the room, with its parts as tabs; the list, the pools, and whether all is in order.
import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { RoomHead, useRoomTitle } from '../../parts/room.tsx';
import css from './numbers-room.module.css';

const TABS = [
  { to: '/numbers', name: 'list', exact: true },
  { to: '/numbers/pools', name: 'pools', exact: false },
  { to: '/numbers/in-order', name: 'inOrder', exact: false },
  { to: '/plan', name: 'plan', exact: false },
] as const;

export function NumbersRoom() {
  const { t } = useTranslation();
  useRoomTitle(t('numbers.title'));
  return (
    <>
      <RoomHead title={t('numbers.title')} note={t('numbers.lead')} />
      <nav className={css.tabs} aria-label={t('numbers.tabs.label')}>
        {TABS.map(({ to, name, exact }) => (
          <Link
            key={to}
            to={to}
            className={css.tab}
            activeOptions={{ exact, includeSearch: false }}
            activeProps={{ className: css.active ?? '' }}
          >
            {t(`numbers.tabs.${name}`)}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
