// What narrows the list of numbers: kept in the address, each taken away with one press.
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrackingNumber } from '../../../src/api/wire.ts';
import { ChoiceChip } from '../../parts/chips.tsx';
import { useKeys } from '../../parts/keys.ts';
import { type NumberSearch, numberListRoute } from '../../routes.tsx';
import { STATES, TROUBLES } from '../../words/number.ts';
import css from './filters.module.css';
import type { Named } from './use.ts';

/** Everything taken away except the site. */
export const NO_FILTERS: NumberSearch = { state: undefined, pool: undefined, trouble: undefined, q: undefined };

/** Changes some words of the address and leaves the others. */
export function useSetNumberSearch(): (change: NumberSearch) => Promise<void> {
  const navigate = useNavigate();
  return (change) =>
    navigate({ to: '/numbers', search: (now) => ({ ...now, ...change }), replace: true, resetScroll: false });
}

export function Filters({ numbers, pools }: { numbers: readonly TrackingNumber[]; pools: readonly Named[] }) {
  const { t } = useTranslation();
  const search = numberListRoute.useSearch();
  const set = useSetNumberSearch();
  const states = STATES.filter((state) => numbers.some((number) => number.state === state));
  return (
    <search className={css.bar}>
      <SearchField />
      <div className={css.chips}>
        <ChoiceChip
          label={t('numbers.filter.state')}
          value={search.state}
          options={states.map((state) => ({ value: state, label: t(`numbers.state.${state}`) }))}
          onChange={(state) => void set({ state })}
        />
        <ChoiceChip
          label={t('numbers.filter.pool')}
          value={search.pool}
          options={[
            ...pools.map(({ id, name }) => ({ value: id, label: name })),
            { value: 'static', label: t('numbers.filter.static') },
          ]}
          onChange={(pool) => void set({ pool })}
        />
        <ChoiceChip
          label={t('numbers.filter.trouble')}
          value={search.trouble}
          options={(['any', ...TROUBLES] as const).map((trouble) => ({
            value: trouble,
            label: t(`numbers.trouble.${trouble}`),
          }))}
          onChange={(trouble) => void set({ trouble })}
        />
        {(search.state || search.pool || search.trouble || search.q) && (
          <button type="button" className={css.clear} onClick={() => set(NO_FILTERS)}>
            {t('numbers.filter.clear')}
          </button>
        )}
      </div>
    </search>
  );
}

function SearchField() {
  const { t } = useTranslation();
  const { q } = numberListRoute.useSearch();
  const set = useSetNumberSearch();
  const field = useRef<HTMLInputElement>(null);
  useKeys({ Slash: () => field.current?.focus() });
  return (
    <TextInput
      ref={field}
      type="search"
      className={css.search ?? ''}
      placeholder={t('numbers.search')}
      aria-label={t('numbers.search')}
      leftSection={<IconSearch size={15} stroke={1.7} aria-hidden />}
      value={q ?? ''}
      onChange={(event) => set({ q: event.currentTarget.value || undefined })}
      onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      maxLength={80}
    />
  );
}
