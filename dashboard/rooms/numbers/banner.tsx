// Numbers that need a look, said at the top of the room in a sentence for each kind of trouble.
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Notice, TrackingNumber } from '../../../src/api/wire.ts';
import { notices as noticesQuery } from '../../api/numbers.ts';
import { connections as connectionsQuery } from '../../api/queries.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { noticeWords } from '../../words/notice.ts';
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
  const papers = usePapers();
  if (told.length + papers.length === 0) return null;
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
        {papers.map(({ id, words: { title, way } }) => (
          <li key={id}>
            {title}{' '}
            {way.to === 'connection' ? (
              <Link to="/numbers/connections" search={{ connection: way.id }} className={css.show}>
                {t('numbers.banner.show')}
              </Link>
            ) : (
              <Link
                to="/numbers/in-order"
                search={way.to === 'contract' ? { contract: way.id } : {}}
                className={css.show}
              >
                {t('numbers.banner.show')}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

// A contract that ends and a connection that fails touch all their numbers, so they are said here too.
const PAPERS: readonly Notice['kind'][] = ['connection-failing', 'contract-ends', 'licence-ends'];

function usePapers() {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const { data: notices = [] } = useQuery(noticesQuery);
  const open = notices.filter(({ kind }) => PAPERS.includes(kind));
  const { data: connections } = useQuery({ ...connectionsQuery, enabled: open.length > 0 });
  const name = (id: string) => connections?.find((one) => one.id === id)?.name;
  return open.map((notice) => ({ id: notice.id, words: noticeWords(notice, locale, t, name) }));
}
