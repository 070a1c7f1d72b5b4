// A visit that may have made the call: from where, which page, how long before, how likely; and its button.
import { Button, Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Doubt } from '../../../src/api/wire.ts';
import { useHasKeyboard } from '../../parts/wide.ts';
import { useLanguage, useWriting } from '../../shell/house-facts.ts';
import { percent, span } from '../../words/format.ts';
import { pagePath } from '../../words/page.ts';
import { channelName, sourceTitle } from '../../words/source.ts';
import { deviceName } from '../call/candidate-list.tsx';
import css from './doubt-card.module.css';

interface DoubtCandidateProps {
  candidate: Doubt['candidates'][number];
  /** 1, 2, 3: its key. */
  place: number;
  calledAt: string;
  onSay: (visitId: string) => void;
}

export function DoubtCandidate({ candidate, place, calledAt, onSay }: DoubtCandidateProps) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const language = useLanguage();
  const keyboard = useHasKeyboard();
  const { visitId, visitStartedAt, probability } = candidate;
  const title = sourceTitle(candidate, language);
  const channel = channelName(candidate.channel, t);
  const seconds = visitStartedAt === null ? null : (Date.parse(calledAt) - Date.parse(visitStartedAt)) / 1000;
  const facts = [
    seconds === null ? null : t('doubts.began', { span: span(seconds, t) }),
    candidate.landingPage === null ? null : pagePath(candidate.landingPage),
    deviceName(candidate.device, t),
    candidate.region,
  ];
  return (
    <li className={css.candidate}>
      <span className={css.probability}>{percent(probability, locale)}</span>
      <span className={css.track}>
        <span className={css.fill} style={{ width: `${probability * 100}%` }} />
      </span>
      <div className={css.words}>
        <div className={css.title}>
          {title ?? channel} {title && <span className={css.channel}>{channel}</span>}{' '}
          {candidate.term && <span className={css.term}>{candidate.term}</span>}
        </div>
        <div className={css.reason}>{facts.filter(Boolean).join(' · ')}</div>
      </div>
      {visitId !== null && (
        <Button
          variant="default"
          size="compact-sm"
          className={css.say ?? ''}
          onClick={() => onSay(visitId)}
          leftSection={keyboard && <Kbd size="xs">{place}</Kbd>}
        >
          {t('correction.thisVisit')}
        </Button>
      )}
    </li>
  );
}
