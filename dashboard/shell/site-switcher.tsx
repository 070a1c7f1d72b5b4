// Which site is on the screen, another one, or a new one.
import { Menu, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck, IconPlus, IconSelector } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useHouse } from './house-facts.ts';
import { NewSiteDialog } from './new-site.tsx';
import css from './site-switcher.module.css';

export function SiteSwitcher() {
  const { t } = useTranslation();
  const { me, site } = useHouse();
  const navigate = useNavigate();
  const [adding, dialog] = useDisclosure(false);
  return (
    <>
      <Menu position="bottom-start" width={260}>
        <Menu.Target>
          <UnstyledButton className={css.button} aria-label={`${t('site.switch')}: ${site.name}`}>
            <span className="dt-cut">{site.name}</span>
            <IconSelector size={15} stroke={1.7} className={css.arrows ?? ''} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {me.sites.map((one) => (
            <Menu.Item
              key={one.id}
              rightSection={one.id === site.id ? <IconCheck size={15} stroke={1.8} aria-hidden /> : null}
              onClick={() => void navigate({ to: '/live', search: { site: one.publicKey } })}
            >
              {one.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus size={15} stroke={1.7} aria-hidden />} onClick={dialog.open}>
            {t('site.new')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <NewSiteDialog opened={adding} onClose={dialog.close} />
    </>
  );
}
