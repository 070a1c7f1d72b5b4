// Everybody who could have called, in plain words, with the probability of each, and the word of a person who knows better.
import { Button } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { CallCard, Candidate } from '../../../src/api/wire.ts';
import { useLanguage, useWriting } from '../../shell/house-facts.ts';
import { percent } from '../../words/format.ts';
import { channelName, sourceTitle } from '../../words/source.ts';
import { othersShare, reason } from '../../words/why.ts';
import css from './why.module.css';

interface CandidateListProps {
  card: CallCard;
  /** The visit a person named; null: none of ours; undefined: nobody has said anything. */
  said: string | null | undefined;
  /** Undefined: this call cannot be corrected. */
  onSay: ((visitId: string) => void) | undefined;
  busy: boolean;
}

export function CandidateList({ card, said, onSay, busy }: CandidateListProps) {
  const { t } = useTranslation();
  const isStatic = card.numberKind === 'static';
  const others = othersShare(card);
  return (
    <ol className={css.list}>
      {card.candidates.map((candidate, index) => {
        const { visitId } = candidate;
        return (
          <CandidateLine
            key={visitId ?? index}
            candidate={candidate}
            best={index === 0}
            shownBelow={visitId !== null && visitId === card.visit?.id}
            said={visitId !== null && visitId === said}
            onSay={onSay && visitId !== null && visitId !== said ? () => onSay(visitId) : undefined}
            busy={busy}
          />
        );
      })}
      {others > 0 && <Rest share={others} title={t('call.why.others')} />}
      {!isStatic && card.attribution && (
        <Rest share={card.attribution.nobody} title={t('call.why.nobody')} hint={t('call.why.nobodyHint')} />
      )}
    </ol>
  );
}

interface CandidateLineProps {
  candidate: Candidate;
  best: boolean;
  shownBelow: boolean;
  said: boolean;
  onSay: (() => void) | undefined;
  busy: boolean;
}

function CandidateLine({ candidate, best, shownBelow, said, onSay, busy }: CandidateLineProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const title = sourceTitle(candidate, language);
  const channel = channelName(candidate.channel, t);
  return (
    <li className={css.line} data-best={best || undefined}>
      <Share share={candidate.probability} />
      <div className={css.words}>
        <div className={css.title}>
          {title ?? channel}
          {title && <span className={css.channel}>{channel}</span>}
          {candidate.term && <span className={css.term}>{candidate.term}</span>}
        </div>
        <div className={css.reason}>
          {[reason(candidate, t), deviceName(candidate.device, t), candidate.region].filter(Boolean).join(' · ')}
          {shownBelow && <span className={css.below}> ({t('call.why.thisVisit')})</span>}
        </div>
      </div>
      {said && (
        <span className={css.said}>
          <IconUserCheck size={15} stroke={1.8} aria-hidden /> {t('correction.thisOne')}
        </span>
      )}
      {onSay && (
        <Button variant="default" size="compact-xs" onClick={onSay} disabled={busy} className={css.say ?? ''}>
          {t('correction.thisVisit')}
        </Button>
      )}
    </li>
  );
}

function Rest({ share, title, hint }: { share: number; title: string; hint?: string }) {
  return (
    <li className={css.line} data-rest>
      <Share share={share} />
      <div className={css.words}>
        <div className={css.title}>{title}</div>
        {hint && <div className={css.reason}>{hint}</div>}
      </div>
    </li>
  );
}

export function Share({ share }: { share: number }) {
  const { locale } = useWriting();
  return (
    <div className={css.share}>
      <span className={css.figure}>{percent(share, locale)}</span>
      <span className={css.track}>
        <span className={css.fill} style={{ width: `${share * 100}%` }} />
      </span>
    </div>
  );
}

export function deviceName(device: string | null, t: TFunction): string | null {
  if (device === 'desktop' || device === 'mobile' || device === 'tablet') return t(`call.device.${device}`);
  return null;
}
