// The addresses on whose pages the script may work, and whether automated browsers are given numbers.
import { ActionIcon, Button, Switch, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site, SiteSettings } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { Panel } from '../../parts/room.tsx';
import { SaveFailed } from '../../parts/states.tsx';
import { originOf } from '../../words/origin.ts';
import css from './origins.module.css';

export function Origins({ site }: { site: Site }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const origin = originOf(typed);
  const save = useMutation({
    mutationFn: (change: Partial<SiteSettings>) => send<Site>('PATCH', `/sites/${site.id}`, change),
    onSuccess: (saved) => client.setQueryData(['site', site.id], saved),
  });
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (!origin) return;
    save.mutate({ origins: [...new Set([...site.origins, origin])] }, { onSuccess: () => setTyped('') });
  };
  return (
    <Panel id="origins" title={t('install.origins.title')} hint={t('install.origins.hint')}>
      <div className={css.body}>
        {site.origins.length === 0 && <p className={css.none}>{t('install.origins.none')}</p>}
        <ul className={css.list}>
          {site.origins.map((one) => (
            <li key={one} className={css.origin}>
              <span className="dt-mono">{one}</span>
              <ActionIcon
                size={20}
                disabled={save.isPending}
                onClick={() => save.mutate({ origins: site.origins.filter((other) => other !== one) })}
                aria-label={`${t('action.remove')} ${one}`}
              >
                <IconX size={13} stroke={2} />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <form onSubmit={add} className={css.form}>
          <TextInput
            className={css.field ?? ''}
            aria-label={t('install.origins.add')}
            placeholder="https://shop.example"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={typed !== '' && !origin ? t('site.badOrigin') : null}
            inputMode="url"
          />
          <Button type="submit" variant="default" disabled={!origin} loading={save.isPending}>
            {t('action.add')}
          </Button>
        </form>
        <SaveFailed error={save.error} />
        <Switch
          checked={site.serveAutomation}
          disabled={save.isPending}
          onChange={(event) => save.mutate({ serveAutomation: event.currentTarget.checked })}
          label={t('install.origins.automation')}
          description={t('install.origins.automationHint')}
        />
      </div>
    </Panel>
  );
}
