// One test call: what came of it, how fast it rang, and how it sounded, in words.
import { Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, type TablerIcon } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { NumberCheck, TrackingNumber } from '../../../src/api/wire.ts';
import { Marked, type Tone } from '../../parts/mark.tsx';
import { useNow } from '../../parts/now.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { dateTime } from '../../words/format.ts';
import { checkReason } from '../../words/number.ts';
import { phone, toE164 } from '../../words/phone.ts';
import css from './checks.module.css';

const LOOKS: Record<NumberCheck['outcome'], { tone: Tone; icon: TablerIcon }> = {
  good: { tone: 'good', icon: IconCircleCheck },
  bad: { tone: 'bad', icon: IconCircleX },
  inconclusive: { tone: 'plain', icon: IconAlertTriangle },
};

export function CheckLine({ check, number }: { check: NumberCheck; number: TrackingNumber }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  const heard = check.toneThere !== null || check.toneBack !== null;
  const told = courseOf(check, number.e164, writing.locale, t).join(' · ');
  return (
    <li className={css.check}>
      <Marked {...LOOKS[check.outcome]}>
        <strong>{t(`number.checks.${check.outcome}`)}</strong>
        {check.reason && check.outcome !== 'good' && `: ${checkReason(check.reason, t)}`}
      </Marked>
      <time dateTime={check.at} className={css.at}>
        {dateTime(check.at, writing, now)}
      </time>
      {told && (
        <Tooltip label={tones(check, writing.locale, t)} disabled={!heard} multiline maw={300}>
          <div className={css.course}>{told}</div>
        </Tooltip>
      )}
    </li>
  );
}

function courseOf(check: NumberCheck, e164: string, locale: string, t: TFunction): string[] {
  const seconds = check.reachedMs === null ? null : (check.reachedMs / 1000).toLocaleString(locale, FRACTION);
  const elsewhere = check.did !== null && !isSame(check.did, e164);
  const said = [
    seconds === null ? null : t('number.checks.reached', { seconds }),
    check.outcome === 'good' ? t('number.checks.soundBoth') : null,
    elsewhere ? t('number.checks.asDid', { number: written(check.did ?? '') }) : null,
    check.caller && check.outcome !== 'good' ? t('number.checks.asCaller', { number: written(check.caller) }) : null,
  ];
  return said.filter((word) => word !== null);
}

const FRACTION = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

// Operators write a number with or without the plus, or only its national part.
const isSame = (did: string, e164: string) => e164.endsWith(did.replace(/\D/g, '').replace(/^8(?=\d{10}$)/, ''));

function written(number: string): string {
  // Most operators leave the plus away.
  const e164 = toE164(number) ?? toE164(`+${number}`);
  return e164 ? phone(e164) : number;
}

function tones({ toneThere, toneBack }: NumberCheck, locale: string, t: TFunction): string {
  const db = (tone: number | null) =>
    tone === null ? t('number.checks.soundNone') : `${Math.round(tone).toLocaleString(locale)} dB`;
  return t('number.checks.soundDb', { there: db(toneThere), back: db(toneBack) });
}
