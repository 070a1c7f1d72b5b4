// Name, time zone and currency of the site on the screen.
import { Select, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { site as siteQuery } from '../../api/queries.ts';
import { CopyIcon } from '../../parts/copy.tsx';
import { Panel } from '../../parts/room.tsx';
import { SaveRow } from '../../parts/save-row.tsx';
import { Failed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import css from './settings-room.module.css';

export function SiteForm() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(siteQuery(site.id));
  return (
    <Panel id="site" title={t('settings.site.title')}>
      <div className={css.body}>
        {data ? (
          <Fields site={data} />
        ) : error ? (
          <Failed error={error} onRetry={() => void refetch()} compact />
        ) : (
          <Skeleton h={120} />
        )}
      </div>
    </Panel>
  );
}

const ZONES = Intl.supportedValuesOf('timeZone');

function Fields({ site }: { site: Site }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(site.name);
  const [timeZone, setTimeZone] = useState(site.timeZone);
  const [currency, setCurrency] = useState(site.currency);
  const changed = name !== site.name || timeZone !== site.timeZone || currency !== site.currency;
  const save = useMutation({
    mutationFn: () => send<Site>('PATCH', `/sites/${site.id}`, { name: name.trim(), timeZone, currency }),
    onSuccess: async (saved) => {
      client.setQueryData(['site', site.id], saved);
      await client.invalidateQueries({ queryKey: ['me'] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} className={css.body} style={{ padding: 0 }}>
      <div className={css.fields}>
        <TextInput
          label={t('site.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          maxLength={120}
        />
        <Select
          label={t('site.timeZone')}
          data={[...new Set([site.timeZone, ...ZONES])]}
          value={timeZone}
          onChange={(zone) => setTimeZone(zone ?? site.timeZone)}
          searchable
          limit={50}
          allowDeselect={false}
        />
        <TextInput
          label={t('site.currency')}
          value={currency}
          onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase())}
          error={/^[A-Z]{3}$/.test(currency) ? null : t('site.badCurrency')}
          maxLength={3}
          required
        />
      </div>
      <SaveRow save={save} changed={changed} faulty={!name.trim()}>
        <span className={css.key} style={{ marginLeft: 'auto' }}>
          {t('settings.site.key')} <span className="dt-mono">{site.publicKey}</span>
          <CopyIcon text={site.publicKey} />
        </span>
      </SaveRow>
    </form>
  );
}
