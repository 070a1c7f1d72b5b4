// The calls that would change most: what was said of them, and what would be said.
import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttributionSummary, ReattributionPreview } from '../../../src/api/wire.ts';
import { useNow } from '../../parts/now.ts';
import { useLanguage, useWriting } from '../../shell/house-facts.ts';
import { dateTime, percent } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import { answer } from '../../words/source.ts';
import css from './reattribution.module.css';

const SHOWN_FIRST = 8;

export function Examples({ examples }: { examples: ReattributionPreview['examples'] }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  const [all, showAll] = useState(false);
  if (examples.length === 0) return null;
  const shown = all ? examples : examples.slice(0, SHOWN_FIRST);
  return (
    <section>
      <h3 className={css.sub}>{t('reattribution.examples')}</h3>
      <ul className={css.examples}>
        {shown.map(({ callId, startedAt, caller, before, after }) => (
          <li key={callId} className={css.example}>
            <Link to="/calls/$callId" params={{ callId }}>
              {dateTime(startedAt, writing, now)}
            </Link>
            <span className="dt-dim">{caller ? phone(caller) : t('caller.withheld')}</span>
            <span className={css.answers}>
              <Said summary={before} />
              <IconArrowRight size={14} stroke={1.8} aria-label={t('reattribution.after')} />
              <Said summary={after} />
            </span>
          </li>
        ))}
      </ul>
      {shown.length < examples.length && (
        <Button variant="subtle" size="compact-sm" onClick={() => showAll(true)}>
          {t('reattribution.allExamples', { count: examples.length })}
        </Button>
      )}
    </section>
  );
}

function Said({ summary }: { summary: AttributionSummary | null }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { locale } = useWriting();
  const { title, probability } = answer(summary, t, language);
  return (
    <span>
      {title} {probability !== null && <span className="dt-dim">{percent(probability, locale)}</span>}
    </span>
  );
}
