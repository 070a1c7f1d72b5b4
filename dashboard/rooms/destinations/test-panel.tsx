// Tries a destination: an event of a real call, first shown as it would be sent, then sent, with the exact answer.
import { Button, Select } from '@mantine/core';
import { IconEye, IconKey, IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Destination, DestinationTried, EventType } from '../../../src/api/wire.ts';
import { checkDestination, tryDestination } from '../../api/destinations.ts';
import { Remark } from '../../parts/remark.tsx';
import { Panel } from '../../parts/room.tsx';
import { useProblemText } from '../../parts/states.tsx';
import { reasonText } from '../../words/destination.ts';
import { CallChoice } from './call-choice.tsx';
import css from './delivery.module.css';
import { ExchangeView } from './exchange-view.tsx';
import { Linked } from './linked.tsx';
import type { Kind } from './use-kinds.ts';

// The end of a call says the most.
const firstOf = ({ events }: Destination, { byDefault }: Kind): EventType =>
  events.find((type) => type === 'call.finished') ?? events[0] ?? byDefault[0] ?? 'call.finished';

type Way = 'show' | 'send' | 'check';

export function TestPanel({ destination, kind }: { destination: Destination; kind: Kind }) {
  const { t } = useTranslation();
  const [type, setType] = useState<EventType>(firstOf(destination, kind));
  const [call, setCall] = useState<string>();
  const isTold = kind.takes.length > 0; // others only tell us: what ads cost
  const test = useMutation({
    mutationFn: (way: Way) =>
      way === 'check'
        ? checkDestination(destination.id)
        : tryDestination(destination.id, { type, call, dry: way === 'show' }),
  });
  const button = (way: Way) => ({
    loading: test.isPending && test.variables === way,
    disabled: test.isPending && test.variables !== way,
    onClick: () => test.mutate(way),
  });
  return (
    <Panel>
      <div className={css.test}>
        <p className="dt-dim dt-small">
          {isTold ? t('destinations.test.hint') : t('destinations.deliveries.tellsUsHint')}{' '}
          {t('destinations.test.unsaved')}
        </p>
        {isTold && (
          <div className={css.asked}>
            <Select
              label={t('destinations.test.event')}
              data={kind.takes.map((one) => ({ value: one, label: t(`destinations.event.${one}.name`) }))}
              value={type}
              onChange={(chosen) => chosen && setType(chosen as EventType)}
              allowDeselect={false}
            />
            <CallChoice call={call} onChange={setCall} label={t('destinations.test.call')} />
          </div>
        )}
        <div className={css.buttons}>
          {isTold && (
            <>
              <Button
                {...button('show')}
                variant="default"
                leftSection={<IconEye size={15} stroke={1.8} aria-hidden />}
              >
                {t('destinations.test.show')}
              </Button>
              <Button {...button('send')} leftSection={<IconSend size={15} stroke={1.8} aria-hidden />}>
                {t('destinations.test.send')}
              </Button>
            </>
          )}
          {kind.checks && (
            <Button {...button('check')} variant="default" leftSection={<IconKey size={15} stroke={1.8} aria-hidden />}>
              {t('destinations.test.check')}
            </Button>
          )}
        </div>
        {isTold && <p className="dt-dim dt-small">{t('destinations.test.real')}</p>}
        {test.error && <Refused error={test.error} />}
        {test.data && <Result tried={test.data} kind={kind} way={test.variables ?? 'show'} />}
      </div>
    </Panel>
  );
}

function Refused({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const text = useProblemText(error);
  const isWithoutCall = error instanceof Object && 'reason' in error && error.reason === 'no-call-yet';
  return <Remark tone="bad" title={isWithoutCall ? t('destinations.test.noCall') : text} alert />;
}

const TONES = {
  done: 'good',
  skipped: 'plain',
  wait: 'wait',
  refused: 'bad',
  later: 'wait',
  'needs-owner': 'bad',
  'not-sent': 'plain',
} as const;

function Result({ tried, kind, way }: { tried: DestinationTried; kind: Kind; way: Way }) {
  const { t } = useTranslation();
  const { outcome, reason, exchanges } = tried;
  const isRight = way === 'check' && outcome === 'done';
  const isNothing = outcome === 'not-sent' && exchanges.length === 0;
  const title = isNothing ? t('destinations.test.nothingSent') : t(`destinations.test.outcome.${outcome}`);
  return (
    <div className={css.result}>
      <Remark tone={TONES[outcome]} title={isRight ? t('destinations.test.checked') : title} alert>
        {reason && <Linked text={reasonText(reason, kind.words.reasons, t)} />}
      </Remark>
      {exchanges.map((exchange, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they stand in the order they were sent in
        <div key={n} className={css.step}>
          <ExchangeView exchange={exchange} isDry={way === 'show'} />
        </div>
      ))}
    </div>
  );
}
