// API keys: made with a name, shown once, deleted when they are no longer needed.
import { ActionIcon, Anchor, Button, Skeleton, TextInput } from '@mantine/core';
import { IconExternalLink, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiKey, ApiKeyCreated } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { apiKeys } from '../../api/queries.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { CopyBlock } from '../../parts/copy.tsx';
import { useNow } from '../../parts/now.ts';
import { Panel } from '../../parts/room.tsx';
import { Failed, SaveFailed } from '../../parts/states.tsx';
import { ago } from '../../words/format.ts';
import css from './settings-room.module.css';

export function ApiKeys() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(apiKeys);
  const [deleting, setDeleting] = useState<ApiKey | null>(null);
  return (
    <Panel id="api" title={t('settings.api.title')} hint={t('settings.api.hint')}>
      <div className={css.body}>
        <NewKey />
        {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
        {!data && !error && <Skeleton h={60} />}
        {data?.length === 0 && <p className="dt-dim">{t('settings.api.none')}</p>}
        {data && data.length > 0 && (
          <ul className={css.list}>
            {data.map((key) => (
              <KeyLine key={key.id} apiKey={key} onDelete={() => setDeleting(key)} />
            ))}
          </ul>
        )}
        <Anchor href="/api/v1/openapi.json" target="_blank" rel="noopener" className={css.link ?? ''}>
          {t('settings.api.docs')} <IconExternalLink size={14} stroke={1.7} aria-hidden />
        </Anchor>
      </div>
      {deleting && <DeleteKey apiKey={deleting} onClose={() => setDeleting(null)} />}
    </Panel>
  );
}

function NewKey() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => send<ApiKeyCreated>('POST', '/api-keys', { name: name.trim() }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['api-keys'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  if (create.data) {
    const done = () => {
      create.reset();
      setName('');
    };
    return (
      <div className={css.once} role="status">
        <div>
          <strong>{t('settings.api.once')}</strong>
          <div className="dt-dim">{t('settings.api.onceHint')}</div>
        </div>
        <CopyBlock text={create.data.secret} />
        <div>
          <Button size="xs" variant="default" onClick={done}>
            {t('settings.api.done')}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <>
      <form onSubmit={submit} className={css.create}>
        <TextInput
          aria-label={t('settings.api.name')}
          placeholder={`${t('settings.api.name')} ${t('settings.api.namePlaceholder')}`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={120}
          required
        />
        <Button type="submit" variant="default" disabled={!name.trim()} loading={create.isPending}>
          {t('settings.api.create')}
        </Button>
      </form>
      <SaveFailed error={create.error} />
    </>
  );
}

function KeyLine({ apiKey, onDelete }: { apiKey: ApiKey; onDelete: () => void }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  return (
    <li className={css.item}>
      <span className={css.name}>{apiKey.name}</span>
      <span className="dt-mono dt-dim">…{apiKey.hint}</span>
      <span className={css.times}>
        {t('settings.api.created')}: {ago(apiKey.createdAt, now, t)} · {t('settings.api.used')}:{' '}
        {apiKey.usedAt ? ago(apiKey.usedAt, now, t) : t('settings.api.never')}
      </span>
      <ActionIcon size={28} onClick={onDelete} aria-label={`${t('action.delete')} ${apiKey.name}`}>
        <IconTrash size={16} stroke={1.6} />
      </ActionIcon>
    </li>
  );
}

function DeleteKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => send('DELETE', `/api-keys/${apiKey.id}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['api-keys'] });
      onClose();
    },
  });
  return (
    <Confirm
      title={t('settings.api.remove', { name: apiKey.name })}
      hint={t('settings.api.removeHint')}
      action={t('action.delete')}
      error={remove.error}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
