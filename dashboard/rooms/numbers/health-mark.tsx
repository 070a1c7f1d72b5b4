// Whether a number works, in an icon and words: never by colour alone; beside it whether it is known outside or silent.
import { Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconDroplet,
  IconHelpCircle,
  IconVolumeOff,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SilentNumber, TrackingNumber } from '../../../src/api/wire.ts';
import { notices as noticesQuery } from '../../api/numbers.ts';
import { Marked, type Tone } from '../../parts/mark.tsx';
import { useNow } from '../../parts/now.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { dayAt } from '../../words/day.ts';
import { count } from '../../words/format.ts';
import { brokenReason } from '../../words/notice.ts';
import { type Health, healthOf, onceIn } from '../../words/number.ts';
import css from './health-mark.module.css';

const LOOKS: Record<Health['mark'], { tone: Tone; icon: TablerIcon }> = {
  good: { tone: 'good', icon: IconCircleCheck },
  unchecked: { tone: 'plain', icon: IconCircleDashed },
  bad: { tone: 'bad', icon: IconCircleX },
  untold: { tone: 'plain', icon: IconHelpCircle },
  doubtful: { tone: 'wait', icon: IconAlertTriangle },
};

interface HealthMarkProps {
  number: TrackingNumber;
  silence: SilentNumber | undefined;
}

export function HealthMark({ number, silence }: HealthMarkProps) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  const { data: notices } = useQuery({ ...noticesQuery, enabled: number.outOfOrderSince !== null });
  const health = healthOf(number, { now, writing, brokenReason: brokenReason(notices ?? [], number.id) }, t);
  return (
    <div className={css.marks}>
      <Marked {...LOOKS[health.mark]}>
        {health.text}
        {health.reason && <span className={css.reason}>{health.reason}</span>}
      </Marked>
      {number.leakedSince && (
        <Marked tone="wait" icon={IconDroplet}>
          {t('numbers.health.leaked', { date: dayAt(number.leakedSince, writing, now) })}
        </Marked>
      )}
      {silence && silence.p < SHOWN_BELOW && <SilenceMark silence={silence} />}
    </div>
  );
}

// A silence that happens by chance once in a hundred is shown, but not coloured: with many numbers some always is.
const SHOWN_BELOW = 0.01;

function SilenceMark({ silence }: { silence: SilentNumber }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  const told = t('number.silent.text', {
    visits: count(silence.visits, writing.locale),
    expected: count(silence.expected, writing.locale, true),
    n: onceIn(silence.p, writing.locale),
  });
  return (
    <Tooltip
      label={`${t('number.silent.title', { date: dayAt(silence.since, writing, now) })}. ${told}`}
      multiline
      maw={320}
    >
      <span>
        <Marked tone={silence.suspicious ? 'wait' : 'plain'} icon={IconVolumeOff}>
          {t('numbers.silence.chance', { n: onceIn(silence.p, writing.locale) })}
        </Marked>
      </span>
    </Tooltip>
  );
}
