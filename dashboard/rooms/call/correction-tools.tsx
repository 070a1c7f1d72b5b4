// A person knows better: it was none of the visits, or one that is not among the candidates.
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { CallCard } from '../../../src/api/wire.ts';
import { OtherVisit } from './other-visit.tsx';
import css from './why.module.css';

interface CorrectionToolsProps {
  card: CallCard;
  /** A person has said already that it was none of them. */
  nobodySaid: boolean;
  onSay: (visitId: string | null) => void;
  busy: boolean;
}

export function CorrectionTools({ card, nobodySaid, onSay, busy }: CorrectionToolsProps) {
  const { t } = useTranslation();
  const [searching, search] = useDisclosure(false);
  return (
    <div className={css.tools}>
      <span>{t('correction.know')}</span>
      {!nobodySaid && (
        <Button variant="default" size="compact-xs" onClick={() => onSay(null)} disabled={busy}>
          {t('correction.nobody')}
        </Button>
      )}
      <Button variant="default" size="compact-xs" onClick={search.open} disabled={busy}>
        {t('correction.other')}
      </Button>
      {searching && (
        <OtherVisit
          callId={card.id}
          calledAt={card.startedAt}
          onClose={search.close}
          onChoose={({ visitId }) => {
            search.close();
            onSay(visitId);
          }}
        />
      )}
    </div>
  );
}
