// The pools of a site: which number on the page each replaces, and how busy it is now. The first one is made here; rules
// and further ones are in the room of numbers.
import { Button, TextInput } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { count } from '../../words/format.ts';
import { phone, toE164 } from '../../words/phone.ts';
import css from './pools.module.css';

export function Pools({ site }: { site: Site }) {
  const { t } = useTranslation();
  return (
    <div className={css.pools}>
      {site.pools.map((pool) => (
        <PoolLine key={pool.id} pool={pool} />
      ))}
      {site.pools.length === 0 ? (
        <FirstPool site={site} />
      ) : (
        <Link to="/numbers/pools" className={css.more}>
          {t('install.numbers.toPools')}
        </Link>
      )}
    </div>
  );
}

function PoolLine({ pool }: { pool: Site['pools'][number] }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const figures = [
    t('install.numbers.poolFigures', { count: pool.numbers, replace: { count: count(pool.numbers, locale) } }),
    t('install.numbers.openPages', { count: pool.openPages, replace: { count: count(pool.openPages, locale) } }),
  ];
  return (
    <div className={css.pool}>
      <IconArrowsExchange size={17} stroke={1.6} aria-hidden />
      <div>
        <div>
          <strong>{pool.name}</strong>
          <span className={css.replaces}>
            {t('install.numbers.targetNumber', { number: phone(pool.targetNumber) })}
          </span>
        </div>
        <div className={pool.numbers === 0 ? css.warning : css.figures}>
          {pool.numbers === 0 ? t('install.numbers.poolEmpty') : figures.join(' · ')}
        </div>
      </div>
    </div>
  );
}

function FirstPool({ site }: { site: Site }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [number, setNumber] = useState('');
  const e164 = toE164(number);
  const create = useMutation({
    mutationFn: () => send('POST', `/sites/${site.id}/pools`, { name: name.trim(), targetNumber: e164 }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['site', site.id] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit} className={css.form}>
      <p className="dt-dim dt-small">{t('install.numbers.newPoolHint')}</p>
      <div className={css.fields}>
        <TextInput
          label={t('install.numbers.poolName')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          maxLength={120}
        />
        <TextInput
          label={t('install.numbers.ownNumber')}
          placeholder="+7 495 123-45-67"
          inputMode="tel"
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
          error={number !== '' && !e164 ? t('install.numbers.badNumber') : null}
          required
        />
        <div className={css.buttons}>
          <Button type="submit" disabled={!name.trim() || !e164} loading={create.isPending}>
            {t('action.add')}
          </Button>
        </div>
      </div>
      <SaveFailed error={create.error} />
    </form>
  );
}
