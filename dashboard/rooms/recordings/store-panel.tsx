// Where a site's recordings lie, and the store of its own.
import { Checkbox, PasswordInput, Select, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordingStoreCard, RecordingStorePut } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { recordingStore } from '../../api/recordings.ts';
import { Remark } from '../../parts/remark.tsx';
import { Panel } from '../../parts/room.tsx';
import { SaveRow } from '../../parts/save-row.tsx';
import { Failed } from '../../parts/states.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { fileSize } from '../../words/file-size.ts';
import css from './recordings.module.css';

const PLACES = ['house', 'disk', 'own'] as const;

export function StorePanel() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(recordingStore(site.id));
  return (
    <Panel id="recording-store" title={t('recordings.store.title')} hint={t('recordings.store.hint')}>
      <div className={css.body}>
        {data ? (
          <Fields key={JSON.stringify([data.place, data.own])} card={data} />
        ) : error ? (
          <Failed error={error} onRetry={() => void refetch()} compact />
        ) : (
          <Skeleton h={120} />
        )}
      </div>
    </Panel>
  );
}

const NEW_STORE = {
  endpoint: '',
  region: 'us-east-1',
  bucket: '',
  prefix: '',
  keyId: '',
  pathStyle: true,
  direct: false,
};

function draftOf({ own }: RecordingStoreCard) {
  if (!own) return { ...NEW_STORE, secret: '' };
  const { hasSecret: _, keyId, ...rest } = own;
  return { ...rest, keyId: keyId ?? '', secret: '' };
}
type Draft = ReturnType<typeof draftOf>;

function Fields({ card }: { card: RecordingStoreCard }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const client = useQueryClient();
  const [place, setPlace] = useState(card.place);
  const [own, setOwn] = useState<Draft>(() => draftOf(card));
  const save = useMutation({
    mutationFn: () => send<RecordingStoreCard>('PUT', `/sites/${site.id}/recording-store`, wishOf(place, own)),
    onSuccess: (saved) => client.setQueryData(recordingStore(site.id).queryKey, saved),
  });
  const changed = place !== card.place || (place === 'own' && JSON.stringify(own) !== JSON.stringify(draftOf(card)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} className={css.form}>
      <Select
        label={t('recordings.store.place')}
        data={PLACES.map((value) => ({ value, label: t(`recordings.store.places.${value}`) }))}
        value={place}
        onChange={(value) => setPlace(PLACES.find((known) => known === value) ?? place)}
        allowDeselect={false}
        className={css.place ?? ''}
      />
      {place === 'own' && (
        <OwnStore own={own} hasSecret={card.own?.hasSecret ?? false} put={(to) => setOwn({ ...own, ...to })} />
      )}
      <Lying card={card} />
      <SaveRow save={save} changed={changed} />
    </form>
  );
}

function wishOf(place: RecordingStoreCard['place'], { secret, prefix, ...own }: Draft): RecordingStorePut {
  if (place !== 'own') return { place };
  const folder = prefix && !prefix.endsWith('/') ? `${prefix}/` : prefix;
  return { place, own: { ...own, prefix: folder, ...(secret ? { secret } : {}) } };
}

function OwnStore({ own, hasSecret, put }: { own: Draft; hasSecret: boolean; put: (change: Partial<Draft>) => void }) {
  const { t } = useTranslation();
  const field = (name: 'endpoint' | 'region' | 'bucket' | 'prefix' | 'keyId', placeholder: string, required = true) => (
    <TextInput
      label={t(`recordings.store.${name}`)}
      value={own[name]}
      placeholder={placeholder}
      required={required}
      autoComplete="off"
      onChange={(event) => put({ [name]: event.currentTarget.value.trim() })}
    />
  );
  return (
    <>
      <div className={css.store}>
        {field('endpoint', 'https://storage.example')}
        {field('region', 'us-east-1')}
        {field('bucket', 'calls')}
        {field('prefix', 'shop/', false)}
        {field('keyId', '')}
        <PasswordInput
          label={t('recordings.store.secret')}
          value={own.secret}
          placeholder={hasSecret ? t('recordings.store.secretKept') : ''}
          required={!hasSecret}
          autoComplete="new-password"
          onChange={(event) => put({ secret: event.currentTarget.value.trim() })}
        />
      </div>
      <Checkbox
        label={t('recordings.store.pathStyle')}
        checked={own.pathStyle}
        onChange={(event) => put({ pathStyle: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('recordings.store.direct')}
        checked={own.direct}
        onChange={(event) => put({ direct: event.currentTarget.checked })}
      />
    </>
  );
}

function Lying({ card: { here, elsewhere, lastError } }: { card: RecordingStoreCard }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const said = [
    t('recordings.store.here', { count: here.count, size: fileSize(here.bytes, locale) }),
    ...(elsewhere.count > 0 ? [t('recordings.store.elsewhere', { count: elsewhere.count })] : []),
  ];
  return (
    <>
      <p className={css.hint}>{said.join(' · ')}</p>
      {lastError && elsewhere.count > 0 && (
        <Remark tone="bad">{t('recordings.store.error', { error: lastError })}</Remark>
      )}
    </>
  );
}
