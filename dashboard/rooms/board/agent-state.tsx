// What an agent does, as a word with an icon and a colour of its own.
import {
  IconCircleCheck,
  IconCoffee,
  IconMoon,
  IconNotes,
  IconPhoneCall,
  IconPhoneRinging,
  IconPlugConnectedX,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { BoardAgent } from '../../../src/api/wire.ts';
import { Chipped, type Tone } from '../../parts/mark.tsx';

export type Shown = BoardAgent['state'] | 'ringing' | 'offline';

const LOOK: Record<Shown, { tone: Tone; icon: TablerIcon }> = {
  talking: { tone: 'accent', icon: IconPhoneCall },
  ringing: { tone: 'wait', icon: IconPhoneRinging },
  'wrap-up': { tone: 'wait', icon: IconNotes },
  free: { tone: 'good', icon: IconCircleCheck },
  offline: { tone: 'bad', icon: IconPlugConnectedX },
  away: { tone: 'plain', icon: IconCoffee },
  'off-shift': { tone: 'plain', icon: IconMoon },
};

/** In which order agents are listed: first what goes on, last who is not there. */
export const ORDER: readonly Shown[] = ['talking', 'ringing', 'wrap-up', 'free', 'offline', 'away', 'off-shift'];

/** What people are told of an agent: a ring and a lost phone matter more than "free". */
export function shownState({ state, call, online }: BoardAgent): Shown {
  if (state === 'free' && online === false) return 'offline';
  return call?.ringing && state !== 'talking' ? 'ringing' : state;
}

export function AgentState({ shown }: { shown: Shown }) {
  const { t } = useTranslation();
  const { tone, icon } = LOOK[shown];
  const word = shown === 'ringing' || shown === 'offline' ? t(`team.${shown}`) : t(`team.state.${shown}`);
  return (
    <Chipped tone={tone} icon={icon}>
      {word}
    </Chipped>
  );
}
