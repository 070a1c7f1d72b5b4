// Who said who called, and when, and what Dialtrace had thought before; it can be taken back.
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CallAnswers, Correction } from '../../../src/api/wire.ts';
import { useNow } from '../../parts/now.ts';
import { Remark } from '../../parts/remark.tsx';
import { useLanguage, useWriting } from '../../shell/house-facts.ts';
import { dateTime, percent } from '../../words/format.ts';
import { answer } from '../../words/source.ts';

interface CorrectionNoteProps {
  correction: Correction;
  answers: CallAnswers['answers'];
  onWithdraw: () => void;
  busy: boolean;
}

export function CorrectionNote({ correction, answers, onWithdraw, busy }: CorrectionNoteProps) {
  const { t } = useTranslation();
  const writing = useWriting();
  const language = useLanguage();
  const at = dateTime(correction.madeAt, writing, useNow(60_000));
  const who = { who: correction.by, at };
  // Newest first: the first that no person gave is what the machine had said.
  const before = answers.find(({ origin }) => origin !== 'correction');
  const said = before ? answer(before, t, language) : null;
  return (
    <Remark
      tone="good"
      title={t(correction.visitId === null ? 'correction.saidNobody' : 'correction.saidVisit', who)}
      aside={
        <Button variant="default" size="compact-xs" onClick={onWithdraw} disabled={busy}>
          {t('correction.withdraw')}
        </Button>
      }
    >
      {said &&
        (said.probability === null
          ? t('correction.beforeUnknown')
          : t('correction.before', {
              source: said.title,
              percent: percent(said.probability, writing.locale),
            }))}
    </Remark>
  );
}
