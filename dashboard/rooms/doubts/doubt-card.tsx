// One call in doubt: what happened, who may have called, and a button for each answer.
import { Button, Kbd } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Doubt } from '../../../src/api/wire.ts';
import { useNow } from '../../parts/now.ts';
import { useHasKeyboard } from '../../parts/wide.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { dateTime, percent, span } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import { OtherVisit } from '../call/other-visit.tsx';
import { DoubtCandidate } from './doubt-candidate.tsx';
import css from './doubt-card.module.css';
import { DoubtRecording } from './doubt-recording.tsx';
import { useDoubtWords } from './doubt-words.ts';
import type { Decision } from './use-decisions.ts';

export const doubtId = (callId: string) => `doubt-${callId}`;

interface DoubtCardProps {
  doubt: Doubt;
  /** The keys mean this one. */
  current: boolean;
  decision: Decision | undefined;
  searching: boolean;
  onSearch: (on: boolean) => void;
  onCurrent: () => void;
  onSay: (visitId: string | null, title: string) => void;
  onUndo: () => void;
}

export function DoubtCard(props: DoubtCardProps) {
  const { doubt, decision, onUndo } = props;
  if (decision) return <Said doubt={doubt} decision={decision} onUndo={onUndo} />;
  return <Asked {...props} />;
}

function Asked({ doubt, current, searching, onSearch, onCurrent, onSay }: DoubtCardProps) {
  const { t } = useTranslation();
  const { titleOf, nobody } = useDoubtWords();
  return (
    <article
      id={doubtId(doubt.callId)}
      className={css.card}
      data-current={current || undefined}
      tabIndex={-1}
      aria-current={current || undefined}
      aria-label={callerOf(doubt, t('caller.withheld'))}
      onFocus={onCurrent}
      onPointerDown={onCurrent}
    >
      <Head doubt={doubt} />
      <ol className={css.candidates}>
        {doubt.candidates.map((candidate, place) => (
          <DoubtCandidate
            key={candidate.visitId ?? place}
            candidate={candidate}
            place={place + 1}
            calledAt={doubt.startedAt}
            onSay={(visitId) => onSay(visitId, titleOf(candidate))}
          />
        ))}
      </ol>
      <Foot doubt={doubt} onNobody={() => onSay(null, nobody)} onSearch={() => onSearch(true)} />
      {searching && (
        <OtherVisit
          callId={doubt.callId}
          calledAt={doubt.startedAt}
          onClose={() => onSearch(false)}
          onChoose={(visit) => {
            onSearch(false);
            onSay(visit.visitId, titleOf(visit));
          }}
        />
      )}
    </article>
  );
}

const callerOf = (doubt: Doubt, withheld: string) => (doubt.caller ? phone(doubt.caller) : withheld);

function Head({ doubt }: { doubt: Doubt }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const at = dateTime(doubt.startedAt, writing, useNow(60_000));
  const length =
    doubt.talkSeconds === null ? t('status.missed') : t('doubts.talked', { span: span(doubt.talkSeconds, t) });
  return (
    <header className={css.head}>
      <Link to="/calls/$callId" params={{ callId: doubt.callId }} className={css.caller}>
        {callerOf(doubt, t('caller.withheld'))}
      </Link>
      <span className={css.facts}>
        {at} · {length} · <span className={css.number}>{t('live.number', { number: phone(doubt.number) })}</span>
      </span>
      <span className={css.play}>
        <DoubtRecording doubt={doubt} />
      </span>
    </header>
  );
}

function Foot({ doubt, onNobody, onSearch }: { doubt: Doubt; onNobody: () => void; onSearch: () => void }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const keyboard = useHasKeyboard();
  return (
    <footer className={css.foot}>
      <Button variant="default" size="compact-sm" onClick={onNobody} leftSection={keyboard && <Kbd size="xs">0</Kbd>}>
        {t('correction.nobody')}
      </Button>
      <Button variant="subtle" size="compact-sm" onClick={onSearch}>
        {t('correction.other')}
      </Button>
      <span className={css.nobody}>{t('doubts.nobody', { percent: percent(doubt.nobody, locale) })}</span>
    </footer>
  );
}

function Said({ doubt, decision, onUndo }: { doubt: Doubt; decision: Decision; onUndo: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.said} id={doubtId(doubt.callId)} role="status">
      <IconCheck size={16} stroke={2} aria-hidden />
      <span className={css.saidWords}>
        {callerOf(doubt, t('caller.withheld'))}: <strong>{decision.title}</strong>
      </span>
      <Button variant="subtle" size="compact-sm" onClick={onUndo}>
        {t('doubts.undo')}
      </Button>
    </div>
  );
}
