// The filters of the list: kept in the address, each taken away with one press.
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../../src/api/wire.ts';
import { ChoiceChip, ToggleChip } from '../../parts/chips.tsx';
import { useKeys } from '../../parts/keys.ts';
import { PeriodPicker } from '../../parts/period-picker.tsx';
import { type CallSearch, callsRoute } from '../../routes.tsx';
import { CHOOSABLE_CHANNELS, channelName } from '../../words/source.ts';
import { isFiltered, NO_FILTERS, STATUSES } from './call-search.ts';
import css from './filters.module.css';
import { TagFilters } from './tag-filters.tsx';

/** Changes some words of the address and leaves the others. */
export function useSetSearch(): (change: CallSearch) => void {
  const navigate = useNavigate();
  return (change) => void navigate({ to: '.', search: (now) => ({ ...now, ...change }), replace: true });
}

export function Filters({ calls }: { calls: readonly CallRow[] }) {
  const { t } = useTranslation();
  const search = callsRoute.useSearch();
  const set = useSetSearch();
  return (
    <search className={css.bar}>
      <SearchField />
      <div className={css.chips}>
        <PeriodPicker words={search} onChange={set} whenNone={t('calls.filter.anyTime')} clearable />
        <ChoiceChip
          label={t('calls.filter.status')}
          value={search.status}
          options={STATUSES.map((status) => ({ value: status, label: t(`status.${status}`) }))}
          onChange={(status) => set({ status })}
        />
        <ChoiceChip
          label={t('calls.filter.channel')}
          value={search.channel}
          options={CHOOSABLE_CHANNELS.map((channel) => ({ value: channel, label: channelName(channel, t) }))}
          onChange={(channel) => set({ channel })}
        />
        <TagFilters calls={calls} />
        <ToggleChip
          label={t('calls.filter.firstTime')}
          on={search.first === '1'}
          onChange={(on) => set({ first: on ? '1' : undefined })}
        />
        <ToggleChip
          label={t('calls.filter.recorded')}
          on={search.recorded === '1'}
          onChange={(on) => set({ recorded: on ? '1' : undefined })}
        />
        <ChoiceChip
          label={t('callDirection.filter')}
          value={search.direction}
          options={[
            { value: 'in', label: t('callDirection.in') },
            { value: 'out', label: t('callDirection.outShort') },
          ]}
          onChange={(direction) => set({ direction })}
        />
        <ToggleChip
          label={t('callDirection.spamFilter')}
          on={search.spam === '1'}
          onChange={(on) => set({ spam: on ? '1' : undefined })}
        />
        {isFiltered(search) && (
          <button type="button" className={css.clear} onClick={() => set(NO_FILTERS)}>
            {t('calls.clearFilters')}
          </button>
        )}
      </div>
    </search>
  );
}

// Typing asks the server once the fingers rest.
const TYPING_PAUSE_MS = 300;

function SearchField() {
  const { t } = useTranslation();
  const { q } = callsRoute.useSearch();
  const set = useSetSearch();
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useKeys({ Slash: () => field.current?.focus() });
  const type = (text: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => set({ q: text.trim() || undefined }), TYPING_PAUSE_MS);
  };
  return (
    <TextInput
      key={q === undefined ? 'empty' : 'filled'}
      ref={field}
      type="search"
      className={css.search ?? ''}
      placeholder={t('calls.search')}
      aria-label={t('keys.search')}
      leftSection={<IconSearch size={15} stroke={1.7} aria-hidden />}
      defaultValue={q ?? ''}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      maxLength={80}
    />
  );
}
