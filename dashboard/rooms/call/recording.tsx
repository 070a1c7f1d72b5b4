// The recording of a call: the player where there is one, else a sentence why not.
import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallCard } from '../../../src/api/wire.ts';
import { Block } from './block.tsx';

const Player = lazy(() => import('./player.tsx'));

// Two lanes, the controls and the gap between them: the same height before and after the player is there.
export const PLAYER_HEIGHT = 164;

export function Recording({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  const { state } = card.recording;
  if (state === 'none' && card.talkSeconds === null) return null;
  if (state !== 'ready')
    return (
      <Block title={t('call.player.title')} lead={t(`recording.${state}`)}>
        {null}
      </Block>
    );
  return (
    <Block title={t('call.player.title')}>
      <Suspense fallback={<Skeleton h={PLAYER_HEIGHT} radius="lg" />}>
        <Player callId={card.id} seconds={card.recording.seconds} />
      </Suspense>
    </Block>
  );
}
