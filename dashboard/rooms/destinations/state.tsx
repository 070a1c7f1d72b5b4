// How a destination is: it works, rests, is paused, or needs its owner; as an icon and a word, with the reason beside it.
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHourglass,
  IconLogin2,
  IconPlayerPause,
  type TablerIcon,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Destination } from '../../../src/api/wire.ts';
import { Marked, type Tone } from '../../parts/mark.tsx';
import { useNow } from '../../parts/now.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { type OwnReasons, reasonText } from '../../words/destination.ts';
import { dateTime, type Writing } from '../../words/format.ts';

export type DestinationState = 'works' | 'rests' | 'person' | 'refusal' | 'sign-in';

type Facts = Pick<Destination, 'pausedBy' | 'pausedWhy' | 'restsUntil' | 'signedIn'>;

const LOOKS: Record<DestinationState, { icon: TablerIcon; tone: Tone }> = {
  works: { icon: IconCircleCheck, tone: 'good' },
  rests: { icon: IconHourglass, tone: 'wait' },
  person: { icon: IconPlayerPause, tone: 'plain' },
  refusal: { icon: IconAlertTriangle, tone: 'bad' },
  'sign-in': { icon: IconLogin2, tone: 'wait' },
};

export function stateOf({ pausedBy, restsUntil, signedIn }: Facts, now: Date): DestinationState {
  if (pausedBy) return pausedBy;
  if (signedIn === false) return 'sign-in';
  return restsUntil && new Date(restsUntil) > now ? 'rests' : 'works';
}

export function StateMark({ destination }: { destination: Facts }) {
  const { t } = useTranslation();
  const state = stateOf(destination, useNow(15_000));
  const { icon, tone } = LOOKS[state];
  return (
    <Marked tone={tone} icon={icon}>
      {t(`destinations.state.${state}`)}
    </Marked>
  );
}

/** Why it does not work, in words; null: it does. */
export function useStateWords(destination: Facts, own: OwnReasons): string | null {
  const { t } = useTranslation();
  return stateWords(destination, { own, now: useNow(15_000), writing: useWriting(), t });
}

function stateWords(
  destination: Facts,
  { own, now, writing, t }: { own: OwnReasons; now: Date; writing: Writing; t: TFunction },
): string | null {
  const state = stateOf(destination, now);
  if (state === 'works') return null;
  if (state === 'refusal' && destination.pausedWhy) return reasonText(destination.pausedWhy, own, t);
  const when = destination.restsUntil ? dateTime(destination.restsUntil, writing, now) : '';
  return t(`destinations.stateHint.${state}`, { when });
}
