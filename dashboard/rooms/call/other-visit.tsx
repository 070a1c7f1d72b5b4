// Looks for the visit that made a call among all visits before it: by campaign, keyword, page, region or visitor id.
import { Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitChoice } from '../../../src/api/wire.ts';
import { visitChoices } from '../../api/attribution.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { useNow } from '../../parts/now.ts';
import { Empty, Failed } from '../../parts/states.tsx';
import { useWide } from '../../parts/wide.ts';
import { useLanguage, useWriting } from '../../shell/house-facts.ts';
import { dateTime, percent, span } from '../../words/format.ts';
import { pagePath } from '../../words/page.ts';
import { channelName, sourceTitle } from '../../words/source.ts';
import { deviceName } from './candidate-list.tsx';
import css from './other-visit.module.css';

const TYPING_MS = 250;

interface OtherVisitProps {
  callId: string;
  calledAt: string;
  onChoose: (visit: VisitChoice) => void;
  onClose: () => void;
}

export function OtherVisit({ callId, calledAt, onChoose, onClose }: OtherVisitProps) {
  const { t } = useTranslation();
  const wide = useWide();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), TYPING_MS);
  const { data, error, refetch, isPlaceholderData } = useQuery(visitChoices(callId, q));
  return (
    <Dialog onClose={onClose} title={t('correction.search.title')} size="lg" fullScreen={!wide}>
      <TextInput
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
        placeholder={t('correction.search.placeholder')}
        aria-label={t('correction.search.placeholder')}
        data-autofocus
      />
      <p className={css.hint}>{t('correction.search.hint')}</p>
      <div className={css.found} data-stale={isPlaceholderData || undefined}>
        {data && data.items.length > 0 && (
          <ul className={css.list}>
            {data.items.map((visit) => (
              <li key={visit.visitId}>
                <Choice visit={visit} calledAt={calledAt} onChoose={() => onChoose(visit)} />
              </li>
            ))}
          </ul>
        )}
        {data?.items.length === 0 && (
          <Empty title={t('correction.search.none')} hint={t('correction.search.noneHint')} compact />
        )}
        {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
        {!data && !error && <Skeleton h={240} radius="lg" />}
      </div>
    </Dialog>
  );
}

function Choice({ visit, calledAt, onChoose }: { visit: VisitChoice; calledAt: string; onChoose: () => void }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const language = useLanguage();
  const now = useNow(60_000);
  const title = sourceTitle(visit, language);
  const channel = channelName(visit.channel, t);
  const before = (Date.parse(calledAt) - Date.parse(visit.startedAt)) / 1000;
  const when = `${dateTime(visit.startedAt, writing, now)} (${t('correction.beforeCall', { span: span(before, t) })})`;
  const facts = [pagePath(visit.landingPage), deviceName(visit.device, t), visit.region];
  return (
    <button type="button" className={css.choice} onClick={onChoose}>
      <span className={css.title}>
        {title ?? channel} {title && <span className="dt-dim dt-small">{channel}</span>}
        {visit.term && <span className={css.term}>{visit.term}</span>}
      </span>
      <span className={css.marks}>
        {visit.probability !== null && <span>{percent(visit.probability, writing.locale)}</span>}
        {visit.heldNumber && <span className={css.held}>{t('correction.search.held')}</span>}
      </span>
      <span className={css.facts}>{[when, ...facts].filter(Boolean).join(' · ')}</span>
    </button>
  );
}
