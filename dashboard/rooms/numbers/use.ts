// Where a number serves: the name of its pool, or its source; until when it rests.
import { useTranslation } from 'react-i18next';
import type { TrackingNumber } from '../../../src/api/wire.ts';
import { useNow } from '../../parts/now.ts';
import { useLanguage, useWriting } from '../../shell/house-facts.ts';
import { dayAt } from '../../words/day.ts';
import { sourceWords } from '../../words/source.ts';

export interface Named {
  id: string;
  name: string;
}

/** The words alone; null: it serves nowhere. */
export function useUse(number: TrackingNumber, pools: readonly Named[]): string | null {
  const { t } = useTranslation();
  const language = useLanguage();
  const writing = useWriting();
  const now = useNow(60_000);
  if (number.restsUntil) return t('numbers.restsUntil', { date: dayAt(number.restsUntil, writing, now) });
  if (number.poolId) return pools.find((pool) => pool.id === number.poolId)?.name ?? null;
  const source = number.staticSource;
  return source && sourceWords(source, t, language);
}
