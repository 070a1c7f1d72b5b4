// Numbers that need a look, said at the top of the room in a sentence for each kind of trouble.
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { TrackingNumber } from '../../../src/api/wire.ts';
import { type Silences, type Trouble, troublesOf } from '../../words/number.ts';
import css from './banner.module.css';
import { NO_FILTERS, useSetNumberSearch } from './filters.tsx';

const SENTENCES = [
  { trouble: 'out-of-order', key: 'outOfOrder' },
  { trouble: 'leaked', key: 'leaked' },
  { trouble: 'silent', key: 'silent' },
] as const satisfies readonly { trouble: Trouble; key: string }[];

export function Banner({ numbers, silences }: { numbers: readonly TrackingNumber[]; silences: Silences }) {
  const { t } = useTranslation();
  const set = useSetNumberSearch();
  const all = numbers.flatMap((number) => troublesOf(number, silences.get(number.id)));
  const lines = SENTENCES.map((line) => ({ ...line, count: all.filter((trouble) => trouble === line.trouble).length }));
  const told = lines.filter(({ count }) => count > 0);
  if (told.length === 0) return null;
  return (
    <section className={css.banner} aria-label={t('numbers.banner.title')}>
      <IconAlertTriangle size={18} stroke={1.7} aria-hidden />
      <ul className={css.lines}>
        {told.map(({ trouble, key, count }) => (
          <li key={trouble}>
            {t(`numbers.banner.${key}`, { count })}{' '}
            <button type="button" className={css.show} onClick={() => set({ ...NO_FILTERS, trouble })}>
              {t('numbers.banner.show')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
