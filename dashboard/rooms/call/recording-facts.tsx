// Below the player: how it is kept, hold and deletion, who listened.
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallCard, CallRecording, CallRecordings } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useNow } from '../../parts/now.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { fullDay } from '../../words/day.ts';
import { fileSize } from '../../words/file-size.ts';
import { dateTime } from '../../words/format.ts';
import css from './recording-facts.module.css';

interface FactsProps {
  card: CallCard;
  recording: CallRecording;
  /** Of this recording. */
  log: CallRecordings['log'];
}

export function RecordingFacts({ card, recording, log }: FactsProps) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const [deleting, setDeleting] = useState(false);
  const refresh = useRefresh(card.id);
  const hold = useMutation({
    mutationFn: () => send('PATCH', `/recordings/${recording.id}`, { hold: !recording.hold }),
    onSuccess: refresh,
  });
  const { codec, bytes, place, deleteAfter } = recording;
  const kept = recording.hold
    ? t('recordings.kept.held')
    : deleteAfter
      ? t('recordings.kept.until', { date: fullDay(deleteAfter.slice(0, 10), locale) })
      : t('recordings.kept.always');
  return (
    <div className={css.facts}>
      <span>
        {[codec?.toUpperCase(), bytes === null ? null : fileSize(bytes, locale), t(`recordings.place.${place}`), kept]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <span className={css.tools}>
        <Button size="compact-xs" variant="subtle" loading={hold.isPending} onClick={() => hold.mutate()}>
          {t(recording.hold ? 'recordings.release' : 'recordings.hold')}
        </Button>
        {!recording.hold && (
          <Button size="compact-xs" variant="subtle" color="red.8" onClick={() => setDeleting(true)}>
            {t('recordings.delete')}
          </Button>
        )}
      </span>
      <SaveFailed error={hold.error} />
      <Listened log={log} />
      {deleting && <Deleting recording={recording} onDeleted={refresh} onClose={() => setDeleting(false)} />}
    </div>
  );
}

function useRefresh(callId: string) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['call-recordings', callId] });
}

/** Who listened, and what else was done with it; the newest first. */
export function Listened({ log }: { log: CallRecordings['log'] }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  if (log.length === 0) return <span className={css.log}>{t('recordings.nobodyListened')}</span>;
  return (
    <details className={css.log}>
      <summary>
        {t('recordings.log')} ({log.length})
      </summary>
      <ul>
        {log.map((line) => (
          <li key={`${line.at} ${line.action}`}>
            {dateTime(line.at, writing, now)} – {line.userName ?? t('recordings.byRule')}{' '}
            {t(`recordings.action.${line.action}`)}
            {line.ip && <span className="dt-mono"> {line.ip}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Deleting({
  recording,
  onDeleted,
  onClose,
}: {
  recording: CallRecording;
  onDeleted: () => Promise<void>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const remove = useMutation({
    mutationFn: () => send('DELETE', `/recordings/${recording.id}`),
    onSuccess: async () => {
      await onDeleted();
      onClose();
    },
  });
  return (
    <Confirm
      title={t('recordings.deleteTitle')}
      hint={t('recordings.deleteHint')}
      action={t('recordings.delete')}
      error={remove.error}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
