// The way between rooms: a list in groups at the side, or on a phone a bar with what is opened most and the others behind
// "More".
import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveCalls } from '../api/live.ts';
import css from './frame.module.css';
import { useHouse } from './house-facts.ts';
import { ROOM_GROUPS, type Room, type RoomGroup } from './rooms.ts';

export function Navigation() {
  const { t } = useTranslation();
  const { me } = useHouse();
  return (
    <nav className={css.nav} aria-label={t('nav.rooms')}>
      {ROOM_GROUPS.map((group) => (
        <Group key={group.title} {...group} />
      ))}
      <More />
      <div className={css.version}>{t('app.version', { version: me.version })}</div>
    </nav>
  );
}

function Group({ title, rooms }: RoomGroup) {
  const { t } = useTranslation();
  const links = rooms.map((room) => <RoomLink key={room.to} room={room} />);
  if (!title) return links;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
    <div className={css.group} role="group" aria-label={t(`nav.${title}`)}>
      <span className={css.groupTitle} aria-hidden>
        {t(`nav.${title}`)}
      </span>
      {links}
    </div>
  );
}

function RoomLink({ room: { to, name, icon: Icon, inBar } }: { room: Room }) {
  const { t } = useTranslation();
  return (
    <Link to={to} className={css.link} activeProps={{ className: css.active ?? '' }} data-later={!inBar || undefined}>
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
const BEHIND_MORE = ROOM_GROUPS.map(({ title, rooms }) => ({ title, rooms: rooms.filter(({ inBar }) => !inBar) }));

function More() {
  const { t } = useTranslation();
  const here = useRouterState({ select: (state) => state.location.pathname });
  const inside = BEHIND_MORE.some(({ rooms }) => rooms.some(({ to }) => here.startsWith(to)));
  return (
    <Menu position="top-end" width={210}>
      <Menu.Target>
        <button type="button" className={[css.link, css.more, inside && css.active].filter(Boolean).join(' ')}>
          <IconDots size={18} stroke={1.6} aria-hidden />
          <span>{t('nav.more')}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {BEHIND_MORE.map(({ title, rooms }) => (
          <Fragment key={title}>
            {title && <Menu.Label>{t(`nav.${title}`)}</Menu.Label>}
            {rooms.map(({ to, name, icon: Icon }) => (
              <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={18} stroke={1.6} aria-hidden />}>
                {t(`nav.${name}`)}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
