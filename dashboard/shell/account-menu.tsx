// Who is signed in, language and theme, and the way out.
import { ActionIcon, Button, Popover } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { send } from '../api/client.ts';
import css from './account-menu.module.css';
import { useHouse } from './house-facts.ts';
import { LanguageSwitch, ThemeSwitch } from './preferences.tsx';

export function AccountMenu() {
  const { t } = useTranslation();
  const { me } = useHouse();
  const client = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => send('POST', '/sign-out'),
    // Asking again who we are answers 401, and the page to sign in is shown.
    onSettled: () => client.resetQueries({ queryKey: ['me'] }),
  });
  return (
    <Popover position="bottom-end" width={290} trapFocus withRoles>
      <Popover.Target>
        <ActionIcon size={32} aria-label={t('account.menu')}>
          <IconUserCircle size={21} stroke={1.5} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={css.menu}>
        <div>
          <div className={css.name}>{me.user.name}</div>
          <div className="dt-dim dt-small">{me.account.name}</div>
        </div>
        <div className={css.choice}>
          <span className="dt-dim dt-small">{t('pref.language')}</span>
          <LanguageSwitch />
        </div>
        <div className={css.choice}>
          <span className="dt-dim dt-small">{t('pref.theme')}</span>
          <ThemeSwitch />
        </div>
        <Button
          variant="default"
          fullWidth
          leftSection={<IconLogout size={16} stroke={1.6} />}
          loading={signOut.isPending}
          onClick={() => signOut.mutate()}
        >
          {t('account.signOut')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
