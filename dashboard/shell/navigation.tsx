// The way between rooms: a list at the side, or on a phone a bar with the first rooms and the others behind "More".
import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useLiveCalls } from '../api/live.ts';
import css from './frame.module.css';
import { useHouse } from './house-facts.ts';
import { ROOMS, type Room } from './rooms.ts';

// Five places are what a thumb can hit and a word fits under.
const IN_BAR = 4;

export function Navigation() {
  const { t } = useTranslation();
  const { me } = useHouse();
  return (
    <nav className={css.nav} aria-label={t('nav.rooms')}>
      {ROOMS.map((room, place) => (
        <RoomLink key={room.to} room={room} later={place >= IN_BAR} />
      ))}
      <More rooms={ROOMS.slice(IN_BAR)} />
      <div className={css.version}>{t('app.version', { version: me.version })}</div>
    </nav>
  );
}

function RoomLink({ room: { to, name, icon: Icon }, later }: { room: Room; later: boolean }) {
  const { t } = useTranslation();
  return (
    <Link to={to} className={css.link} activeProps={{ className: css.active ?? '' }} data-later={later || undefined}>
      <Icon size={18} stroke={1.6} aria-hidden />
      <span>{t(`nav.${name}`)}</span>
      {name === 'live' && <LiveBadge />}
    </Link>
  );
}

function LiveBadge() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const live = useLiveCalls(site.id)?.length ?? 0;
  if (live === 0) return null;
  return (
    <span className={css.badge}>
      <span aria-hidden>{live}</span>
      <span className={css.hidden}>{t('live.inProgress', { count: live })}</span>
    </span>
  );
}

// Only on a phone: the style sheet hides it elsewhere, and there the rooms that are in it.
function More({ rooms }: { rooms: readonly Room[] }) {
  const { t } = useTranslation();
  const here = useRouterState({ select: (state) => state.location.pathname });
  const inside = rooms.some(({ to }) => here.startsWith(to));
  return (
    <Menu position="top-end" width={210}>
      <Menu.Target>
        <button type="button" className={[css.link, css.more, inside && css.active].filter(Boolean).join(' ')}>
          <IconDots size={18} stroke={1.6} aria-hidden />
          <span>{t('nav.more')}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {rooms.map(({ to, name, icon: Icon }) => (
          <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={18} stroke={1.6} aria-hidden />}>
            {t(`nav.${name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
