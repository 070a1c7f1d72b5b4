// Sends deliveries once more: one, or all of a choice and a period.
import { Button, Checkbox } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { replay, useDestinationsChanged } from '../../api/destinations.ts';
import { Dialog, DialogForm } from '../../parts/dialog.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { dayOf, shortDay } from '../../words/format.ts';
import type { Filter } from './deliveries.tsx';
import css from './delivery.module.css';

export function useSendAgain(destinationId: string) {
  const changed = useDestinationsChanged();
  return useMutation({
    mutationFn: (wanted: Parameters<typeof replay>[1]) => replay(destinationId, wanted),
    onSuccess: changed,
  });
}

interface SendAllAgainProps {
  destinationId: string;
  filter: Filter;
}

export function SendAllAgain({ destinationId, filter }: SendAllAgainProps) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const again = useSendAgain(destinationId);
  return (
    <span className={css.again}>
      {again.data && !isAsking && (
        <span className="dt-dim dt-small" role="status">
          {again.data.count > 0
            ? t('destinations.deliveries.goesAgain', { count: again.data.count })
            : t('destinations.deliveries.goesAgainNone')}
        </span>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconRefresh size={14} stroke={1.8} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t('destinations.deliveries.againAll')}
      </Button>
      {isAsking && <Asking again={again} filter={filter} onClose={() => setAsking(false)} />}
    </span>
  );
}

const STATES = ['parked', 'lapsed', 'skipped', 'done'] as const;
type State = (typeof STATES)[number];
const WORDS = { parked: 'againParked', lapsed: 'againLapsed', skipped: 'againSkipped', done: 'againDone' } as const;

interface AskingProps {
  again: ReturnType<typeof useSendAgain>;
  filter: Filter;
  onClose: () => void;
}

function Asking({ again, filter: { from, to, state }, onClose }: AskingProps) {
  const { t } = useTranslation();
  const asked = STATES.find((one) => one === state);
  const [states, setStates] = useState<readonly State[]>(asked ? [asked] : ['parked', 'lapsed']);
  const [past, setPast] = useState(false);
  const period = usePeriod(from, to);
  // Nothing of those that there are: then only what it was never told.
  const wanted = { from, to, past, states: states.length > 0 ? [...states] : undefined };
  const save = { ...again, mutate: () => again.mutate(wanted, { onSuccess: onClose }) };
  const hints = {
    skipped: t('destinations.deliveries.againSkippedHint'),
    done: t('destinations.deliveries.againDoneHint'),
  };
  return (
    <Dialog title={t('destinations.deliveries.againTitle')} onClose={onClose}>
      <DialogForm
        save={save}
        action={t('destinations.deliveries.againAction')}
        ready={states.length > 0}
        onClose={onClose}
      >
        <p className="dt-dim">
          {t('destinations.deliveries.againHint')}{' '}
          {period ? t('destinations.deliveries.againPeriod', { period }) : t('destinations.deliveries.againAllTime')}
        </p>
        {STATES.map((one) => (
          <Checkbox
            key={one}
            label={t(`destinations.deliveries.${WORDS[one]}`)}
            description={one === 'skipped' || one === 'done' ? hints[one] : undefined}
            checked={states.includes(one)}
            onChange={(event) =>
              setStates(
                STATES.filter((other) => (other === one ? event.currentTarget.checked : states.includes(other))),
              )
            }
          />
        ))}
        <Checkbox
          label={t('destinations.deliveries.againPast')}
          description={t('destinations.deliveries.againPastHint')}
          checked={past}
          onChange={(event) => setPast(event.currentTarget.checked)}
        />
      </DialogForm>
    </Dialog>
  );
}

/** 1 Nov – 5 Nov; null: all time. */
function usePeriod(from: string | undefined, to: string | undefined): string | null {
  const { locale, timeZone } = useWriting();
  if (!from || !to) return null;
  const day = (at: number) => shortDay(dayOf(new Date(at), timeZone), locale);
  return `${day(Date.parse(from))} – ${day(Date.parse(to) - 1)}`;
}
