// The frame around a room: header, navigation at the side (wide) or at the bottom (phone).
import { ActionIcon, Skeleton, Tooltip } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AccountMenu } from './account-menu.tsx';
import { Bell } from './bell.tsx';
import css from './frame.module.css';
import { Logo } from './logo.tsx';
import { Navigation } from './navigation.tsx';
import { Shortcuts, useShortcuts } from './shortcuts.tsx';
import { SiteSwitcher } from './site-switcher.tsx';

export function Frame({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const shortcuts = useShortcuts();
  return (
    <div className={css.frame}>
      <a href="#room" className={css.skip}>
        {t('app.skip')}
      </a>
      <header className={css.head}>
        <Link to="/live" className={css.brand} aria-label="Dialtrace">
          <Logo size={22} />
          <span className={css.name}>Dialtrace</span>
        </Link>
        <SiteSwitcher />
        <div className={css.tools}>
          <Tooltip label={t('keys.title')}>
            <ActionIcon visibleFrom="md" onClick={shortcuts.open} aria-label={t('keys.title')}>
              <IconKeyboard size={18} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
          <Bell />
          <AccountMenu />
        </div>
      </header>
      <Navigation />
      <main className={css.room} id="room" tabIndex={-1}>
        {children}
      </main>
      <Shortcuts opened={shortcuts.opened} onClose={shortcuts.close} />
    </div>
  );
}

/** The frame before it is known who looks: same places, nothing jumps afterwards. */
export function FrameSkeleton({ children }: { children?: ReactNode }) {
  return (
    <div className={css.frame} aria-busy={children === undefined}>
      <header className={css.head}>
        <span className={css.brand}>
          <Logo size={22} />
          <span className={css.name}>Dialtrace</span>
        </span>
      </header>
      <nav className={css.nav} />
      <main className={css.room}>
        {children ?? (
          <>
            <Skeleton h={28} w={140} mb={20} />
            <Skeleton h={220} radius="lg" />
          </>
        )}
      </main>
    </div>
  );
}
