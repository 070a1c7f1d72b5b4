// Until when a contract and its licence are in force, coloured when the end is near.
import {
  IconAlertTriangle,
  IconCircleX,
  IconFileCertificate,
  IconFileText,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Contract } from '../../../src/api/wire.ts';
import { Marked, type Tone } from '../../parts/mark.tsx';
import { useNow } from '../../parts/now.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { daysBetween, fullDay } from '../../words/day.ts';
import { dayOf } from '../../words/format.ts';
import { type EndState, endState } from './answers.ts';
import css from './lists.module.css';

const TONES: Record<EndState, Tone> = { open: 'plain', far: 'plain', soon: 'wait', ended: 'bad' };

export function ContractPapers({ contract }: { contract: Contract }) {
  const { t } = useTranslation();
  const { licenceNumber } = contract;
  return (
    <div className={css.papers}>
      <Paper icon={IconFileText} name={null} endsOn={contract.endsOn} open={t('inOrder.contracts.openEnd')} />
      {licenceNumber ? (
        <Paper
          icon={IconFileCertificate}
          name={t('inOrder.contracts.licenceShort', { number: licenceNumber })}
          endsOn={contract.licenceEndsOn}
          open={t('inOrder.contracts.endUnknown')}
        />
      ) : (
        <Marked tone="plain" icon={IconFileCertificate}>
          {t('inOrder.contracts.noLicence')}
        </Marked>
      )}
    </div>
  );
}

interface PaperProps {
  icon: TablerIcon;
  name: string | null;
  endsOn: string | null;
  /** Said where no end is given. */
  open: string;
}

function Paper({ icon, name, endsOn, open }: PaperProps) {
  const { t } = useTranslation();
  const { locale, timeZone } = useWriting();
  const today = dayOf(useNow(60_000), timeZone);
  const state = endState(endsOn, today);
  const marks: Record<EndState, TablerIcon> = { open: icon, far: icon, soon: IconAlertTriangle, ended: IconCircleX };
  const date = endsOn ? fullDay(endsOn, locale) : '';
  const said = {
    open: () => open,
    far: () => t('inOrder.contracts.until', { date }),
    soon: () => t('inOrder.contracts.endsIn', { count: daysBetween(today, endsOn ?? today), date }),
    ended: () => t('inOrder.contracts.ended', { date }),
  };
  return (
    <Marked tone={TONES[state]} icon={marks[state]}>
      {[name, said[state]()].filter(Boolean).join(': ')}
    </Marked>
  );
}
