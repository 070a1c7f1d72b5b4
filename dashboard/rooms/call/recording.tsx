// What was recorded of a call: a player for the talk and for each message, what is odd about them, how long they are kept,
// who listened; else a sentence why there is none.
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallCard, CallRecording } from '../../../src/api/wire.ts';
import { callRecordings } from '../../api/recordings.ts';
import { useNow } from '../../parts/now.ts';
import { Remark } from '../../parts/remark.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { hasNoTalk } from '../../words/call.ts';
import { dateTime } from '../../words/format.ts';
import { Block } from './block.tsx';
import { Listened, RecordingFacts } from './recording-facts.tsx';

const Player = lazy(() => import('./player.tsx'));

// Two lanes, the controls and the gap between them: the same height before and after the player is there.
export const PLAYER_HEIGHT = 164;

export function Recording({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  const { state } = card.recording;
  const { data } = useQuery(callRecordings(card.id, state));
  const shown = data?.recordings.filter((one) => one.state !== 'empty') ?? [];
  if (shown.length === 0) {
    if (hasNoTalk(card)) return null;
    if (state === 'ready')
      return (
        <Block title={t('call.player.title')}>
          <Skeleton h={PLAYER_HEIGHT} radius="lg" />
        </Block>
      );
    return (
      <Block title={t('call.player.title')} lead={t(`recording.${state}`)}>
        {null}
      </Block>
    );
  }
  return shown.map((one, at) => (
    <One key={one.id} card={card} recording={one} log={data?.log ?? []} isFirst={at === 0} />
  ));
}

interface OneProps {
  card: CallCard;
  recording: CallRecording;
  log: React.ComponentProps<typeof RecordingFacts>['log'];
  isFirst: boolean;
}

function One({ card, recording, log, isFirst }: OneProps) {
  const { t } = useTranslation();
  const { kind, state } = recording;
  const own = log.filter(({ recordingId }) => recordingId === recording.id);
  const lead = useLead(recording, own);
  if (state !== 'ready')
    return (
      <Block title={t(`recordings.kind.${kind}`)} lead={lead}>
        {own.some(({ action }) => action !== 'delete') && <Listened log={own} />}
      </Block>
    );
  const flags = recording.flags.filter((flag) => flag !== 'one-way' || recording.flags.length === 1);
  return (
    <Block title={t(`recordings.kind.${kind}`)}>
      {flags.length > 0 && <Remark tone="wait">{flags.map((flag) => t(`recordings.flag.${flag}`)).join(' ')}</Remark>}
      <Suspense fallback={<Skeleton h={PLAYER_HEIGHT} radius="lg" />}>
        <Player recording={recording} hasKeys={isFirst} />
      </Suspense>
      <RecordingFacts card={card} recording={recording} log={own} />
    </Block>
  );
}

function useLead({ state, error, deletedAt, deletedWhy }: CallRecording, log: OneProps['log']): string {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  if (state === 'due') return t('recordings.due');
  if (state !== 'deleted') return t('recordings.failed', { error: error ?? '–' });
  const date = deletedAt ? dateTime(deletedAt, writing, now) : '–';
  const who = log.find(({ action }) => action === 'delete')?.userName;
  const why = t(`recordings.why.${deletedWhy ?? 'person'}`);
  if (!who) return t('recordings.deleted', { date, why });
  // That a person did it says their name.
  return deletedWhy === 'person'
    ? t('recordings.deletedBy', { who, date })
    : t('recordings.deletedByWhy', { who, date, why });
}
