// The state of a number as a chip; what it means is told when it is pointed at.
import { Tooltip } from '@mantine/core';
import {
  IconArrowsExchange,
  IconCheck,
  IconDoorExit,
  IconPin,
  IconShoppingCart,
  IconTrash,
  IconZzz,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Chipped, type Tone } from '../../parts/mark.tsx';
import type { NumberState } from '../../words/number.ts';

const LOOKS: Record<NumberState, { tone: Tone; icon: TablerIcon }> = {
  ordered: { tone: 'plain', icon: IconShoppingCart },
  ready: { tone: 'good', icon: IconCheck },
  pool: { tone: 'accent', icon: IconArrowsExchange },
  static: { tone: 'accent', icon: IconPin },
  resting: { tone: 'plain', icon: IconZzz },
  leaving: { tone: 'wait', icon: IconDoorExit },
  gone: { tone: 'plain', icon: IconTrash },
};

export function StateChip({ state }: { state: NumberState }) {
  const { t } = useTranslation();
  return (
    <Tooltip label={t(`numbers.means.${state}`)} multiline maw={300}>
      <span>
        <Chipped {...LOOKS[state]}>{t(`numbers.state.${state}`)}</Chipped>
      </span>
    </Tooltip>
  );
}
