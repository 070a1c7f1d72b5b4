// Asks before a number changes what it does: where to, what happens then, and a yes of its own where people may still
// remember it from elsewhere.
import { Checkbox, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site, Source, TrackingNumber } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useNumbersChanged } from '../../api/numbers.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { useNow } from '../../parts/now.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { dayAt } from '../../words/day.ts';
import { EMPTY_SOURCE, SourceFields } from '../numbers/source-fields.tsx';
import css from './change-state.module.css';
import type { Step } from './next-steps.tsx';

// As core/numbers/number-life.ts: so long people may remember a number.
const REST_MS = 30 * 86_400_000;

interface ChangeStateProps {
  number: TrackingNumber;
  site: Site;
  step: Exclude<Step, 'gone'>;
  title: string;
  onClose: () => void;
}

export function ChangeState({ number, site, step, title, onClose }: ChangeStateProps) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  const changed = useNumbersChanged(site.id);
  const pools = site.pools.filter(({ id }) => id !== number.poolId);
  const [poolId, setPoolId] = useState(pools[0]?.id ?? null);
  const [source, setSource] = useState<Source>(number.staticSource ?? EMPTY_SOURCE);
  const [even, setEven] = useState(false);
  const [reason, setReason] = useState('');
  const mustSay = number.nextStates.some(({ state, evenIfShown }) => state === step && evenIfShown);
  const save = useMutation({
    mutationFn: () => {
      const where = step === 'pool' ? { poolId } : step === 'static' ? { staticSource: source } : {};
      const said = { ...(even ? { evenIfShown: true } : {}), ...(reason.trim() ? { reason: reason.trim() } : {}) };
      return send('PATCH', `/sites/${site.id}/numbers/${number.id}`, { state: step, ...where, ...said });
    },
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  const noPool = step === 'pool' && pools.length === 0;
  return (
    <FormDialog
      title={title.replace(/…$/, '')}
      save={save}
      action={title.replace(/…$/, '')}
      ready={!noPool && (even || !mustSay)}
      onClose={onClose}
    >
      <p>
        {t(`number.effect.${step}`, { date: dayAt(new Date(now.getTime() + REST_MS).toISOString(), writing, now) })}
      </p>
      {noPool && <p className={css.none}>{t('number.noPools')}</p>}
      {step === 'pool' && !noPool && (
        <Select
          label={t('number.choosePool')}
          data={pools.map(({ id, name }) => ({ value: id, label: name }))}
          value={poolId}
          onChange={setPoolId}
          allowDeselect={false}
        />
      )}
      {step === 'static' && <SourceFields source={source} onChange={setSource} />}
      {mustSay && <ShownLately number={number} even={even} onChange={setEven} />}
      <TextInput
        label={t('number.why')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={200}
      />
    </FormDialog>
  );
}

interface ShownLatelyProps {
  number: TrackingNumber;
  even: boolean;
  onChange: (even: boolean) => void;
}

function ShownLately({ number, even, onChange }: ShownLatelyProps) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  const { shownUntil } = number;
  return (
    <div className={css.shown}>
      <p>{shownUntil ? t('number.shown.until', { date: dayAt(shownUntil, writing, now) }) : t('number.shown.now')}</p>
      <Checkbox
        checked={even}
        onChange={(event) => onChange(event.currentTarget.checked)}
        label={t('number.shown.even')}
        description={t('number.shown.evenHint')}
      />
    </div>
  );
}
