// Filters by source, campaign and keyword: exactly as tagged, offered from the calls on the screen.
import { Button, Menu, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../../src/api/wire.ts';
import { Chip } from '../../parts/chips.tsx';
import { callsRoute } from '../../routes.tsx';
import { TEXT_FILTERS, type TextFilter } from './call-search.ts';
import { useSetSearch } from './filters.tsx';
import css from './tag-filters.module.css';

export function TagFilters({ calls }: { calls: readonly CallRow[] }) {
  const { t } = useTranslation();
  const search = callsRoute.useSearch();
  const [adding, setAdding] = useState<TextFilter | null>(null);
  const free = TEXT_FILTERS.filter((name) => search[name] === undefined);
  return (
    <>
      {TEXT_FILTERS.filter((name) => search[name] !== undefined).map((name) => (
        <ActiveTag key={name} name={name} />
      ))}
      {free.length > 0 && (
        <Menu position="bottom-start" width={260} closeOnItemClick={false} onClose={() => setAdding(null)}>
          <Menu.Target>
            <Chip label={t('calls.filter.add')} icon={<IconPlus size={14} stroke={1.8} aria-hidden />} />
          </Menu.Target>
          <Menu.Dropdown>
            {adding ? (
              <TagForm name={adding} calls={calls} />
            ) : (
              free.map((name) => (
                <Menu.Item key={name} onClick={() => setAdding(name)}>
                  {t(`calls.filter.${name}`)}
                </Menu.Item>
              ))
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}

function ActiveTag({ name }: { name: TextFilter }) {
  const { t } = useTranslation();
  const search = callsRoute.useSearch();
  const set = useSetSearch();
  const label = t(`calls.filter.${name}`);
  const value = t('calls.filter.is', { label, value: search[name] ?? '' });
  return <Chip label={label} value={value} onClear={() => set({ [name]: undefined })} />;
}

const MOST_OFFERED = 6;

function TagForm({ name, calls }: { name: TextFilter; calls: readonly CallRow[] }) {
  const { t } = useTranslation();
  const set = useSetSearch();
  const [text, setText] = useState('');
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) set({ [name]: text.trim() });
  };
  const offered = valuesOf(calls, name).filter((value) => value.toLowerCase().includes(text.toLowerCase()));
  return (
    <form onSubmit={apply} className={css.form}>
      <TextInput
        label={t(`calls.filter.${name}`)}
        description={t('calls.filter.exact')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
        autoFocus
      />
      {offered.slice(0, MOST_OFFERED).map((value) => (
        <button key={value} type="button" className={css.offer} onClick={() => set({ [name]: value })}>
          {value}
        </button>
      ))}
      <Button type="submit" size="xs" disabled={!text.trim()}>
        {t('action.apply')}
      </Button>
    </form>
  );
}

function valuesOf(calls: readonly CallRow[], name: TextFilter): string[] {
  const values = calls.map(({ attribution }) => (name === 'term' ? attribution?.term : attribution?.campaign?.[name]));
  return [...new Set(values.flatMap((value) => value || []))];
}
