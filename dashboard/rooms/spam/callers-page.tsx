// Who is held back, and who never is.
import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedCaller } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { spamCallers } from '../../api/missed.ts';
import { Panel } from '../../parts/room.tsx';
import { Failed, SaveFailed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { phone } from '../../words/phone.ts';
import css from './spam.module.css';

export function CallersPage() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(spamCallers(site.id));
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  const of = (list: ListedCaller['list']) => data?.filter((entry) => entry.list === list) ?? [];
  return (
    <div className={css.page}>
      <Panel id="blocked" title={t('spam.callers.blocked')} hint={t('spam.callers.blockedHint')}>
        <div className={css.body}>
          <Add />
          <Entries entries={of('blocked')} none={t('spam.callers.nobodyBlocked')} />
        </div>
      </Panel>
      <Panel id="safe" title={t('spam.callers.safe')} hint={t('spam.callers.safeHint')}>
        <div className={css.body}>
          <Entries entries={of('safe')} none={t('spam.callers.nobodySafe')} />
        </div>
      </Panel>
    </div>
  );
}

function useChanged() {
  const { site } = useHouse();
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['spam', site.id] });
}

const KINDS = ['phone', 'prefix', 'hidden'] as const;

function Add() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useChanged();
  const [match, setMatch] = useState<ListedCaller['match']>('phone');
  const [typed, setTyped] = useState('');
  const [note, setNote] = useState('');
  const add = useMutation({
    mutationFn: () =>
      send('POST', `/sites/${site.id}/spam/callers`, {
        ...{ list: 'blocked', match, note: note.trim() },
        ...(match === 'hidden' ? {} : { phone: typed.trim() }),
      }),
    onSuccess: async () => {
      setTyped('');
      setNote('');
      await changed();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit} className={css.form}>
      <div className={css.add}>
        <Select
          label={t('spam.callers.kind')}
          data={KINDS.map((kind) => ({ value: kind, label: t(`spam.callers.${kind}`) }))}
          value={match}
          onChange={(kind) => setMatch(KINDS.find((one) => one === kind) ?? 'phone')}
          allowDeselect={false}
        />
        {match !== 'hidden' && (
          <TextInput
            label={t(match === 'phone' ? 'spam.callers.phoneLabel' : 'spam.callers.prefixLabel')}
            placeholder={match === 'phone' ? '+7 916 123-45-67' : '+7 800'}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            inputMode="tel"
            maxLength={64}
            required
          />
        )}
        <TextInput
          label={t('spam.callers.note')}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={200}
        />
        <Button type="submit" loading={add.isPending}>
          {t('spam.callers.add')}
        </Button>
      </div>
      <SaveFailed error={add.error} />
    </form>
  );
}

function Entries({ entries, none }: { entries: readonly ListedCaller[]; none: string }) {
  if (entries.length === 0) return <p className="dt-dim">{none}</p>;
  return (
    <ul className={css.entries}>
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </ul>
  );
}

function Entry({ entry }: { entry: ListedCaller }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useChanged();
  const remove = useMutation({
    mutationFn: () => send('DELETE', `/sites/${site.id}/spam/callers/${entry.id}`),
    onSettled: changed,
  });
  const who =
    entry.match === 'hidden'
      ? t('spam.callers.hidden')
      : entry.match === 'prefix'
        ? t('spam.callers.beginsWith', { prefix: entry.phone })
        : phone(entry.phone ?? '');
  return (
    <li>
      <span>{who}</span>
      <span className="dt-dim dt-small">{[entry.note, entry.by].filter(Boolean).join(' · ')}</span>
      <ActionIcon
        size={26}
        loading={remove.isPending}
        onClick={() => remove.mutate()}
        aria-label={t('spam.callers.remove', { who })}
      >
        <IconX size={15} stroke={1.8} />
      </ActionIcon>
    </li>
  );
}
