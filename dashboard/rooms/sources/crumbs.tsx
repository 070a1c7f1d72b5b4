// Where in the tree of sources we are: All channels › Paid search › Yandex › spring.

import { IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ReportSearch } from '../../routes.tsx';
import { useLanguage } from '../../shell/house-facts.ts';
import css from './crumbs.module.css';
import { levelValue } from './level-value.ts';
import { type ReportView, upTo } from './report-search.ts';

interface CrumbsProps {
  view: ReportView;
  onGo: (search: ReportSearch) => void;
}

export function Crumbs({ view, onGo }: CrumbsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const atTop = view.path.length === 0;
  return (
    <nav className={css.crumbs} aria-label={t('sources.title')}>
      <button type="button" className={css.crumb} disabled={atTop} onClick={() => onGo(upTo(view, -1))}>
        {t('sources.all')}
      </button>
      {view.path.map(({ level, value }, place) => (
        <span key={level} className={css.step}>
          <IconChevronRight size={14} stroke={1.7} aria-hidden />
          <button
            type="button"
            className={css.crumb}
            title={t(`level.${level}`)}
            disabled={place === view.path.length - 1}
            onClick={() => onGo(upTo(view, place))}
          >
            {levelValue(level, value, t, language)}
          </button>
        </span>
      ))}
    </nav>
  );
}
