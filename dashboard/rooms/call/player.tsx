// The player of a recording: two lanes (caller above, agent below) with its pauses, speed, seeking by mouse and by keys,
// download. A message has one lane.
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import {
  IconDownload,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRewindBackward5,
  IconRewindForward5,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallRecording } from '../../../src/api/wire.ts';
import { audioUrl, recordingPeaks } from '../../api/recordings.ts';
import { useKeys } from '../../parts/keys.ts';
import { Failed } from '../../parts/states.tsx';
import { clockLength, span } from '../../words/format.ts';
import css from './player.module.css';
import { useWaveform, type Waveform } from './use-waveform.ts';

const STEP_SECONDS = 5;
const SPEEDS = [0.75, 1, 1.25, 1.5, 2];

interface PlayerProps {
  recording: CallRecording;
  /** the keys of the page are this player's */
  hasKeys: boolean;
}

export default function Player({ recording, hasKeys }: PlayerProps) {
  const lanes = useRef<HTMLDivElement>(null);
  const { data: peaks, isPending } = useQuery(recordingPeaks(recording.id));
  const { seconds } = recording;
  const wave = useWaveform(lanes, {
    ...{ url: audioUrl(recording.id), seconds, peaks: isPending ? undefined : (peaks?.channels ?? []) },
    isTurned: recording.flags.includes('caller-right'),
  });
  useKeys(
    hasKeys
      ? {
          KeyP: wave.toggle,
          ArrowLeft: () => wave.skip(-STEP_SECONDS),
          ArrowRight: () => wave.skip(STEP_SECONDS),
        }
      : {},
  );
  return (
    <div className={css.player}>
      {wave.error ? <Failed error={wave.error} onRetry={wave.reload} compact /> : null}
      <div className={css.lanes} hidden={wave.error !== null}>
        <Names recording={recording} />
        <div className={css.marked}>
          <Lanes wave={wave} lanes={lanes} />
          <Pauses recording={recording} />
        </div>
      </div>
      <Controls wave={wave} recording={recording} />
    </div>
  );
}

function Names({ recording: { channels, flags } }: { recording: CallRecording }) {
  const { t } = useTranslation();
  const caller = (
    <span key="caller" className={css.caller}>
      {t('call.player.caller')}
    </span>
  );
  const agent = (
    <span key="agent" className={css.agent}>
      {t('call.player.agent')}
    </span>
  );
  if (channels === 1)
    return (
      <div className={css.name} aria-hidden>
        {caller}
      </div>
    );
  return (
    <div className={css.names} aria-hidden>
      {flags.includes('caller-right') ? [agent, caller] : [caller, agent]}
    </div>
  );
}

function Pauses({ recording: { pauses, seconds } }: { recording: CallRecording }) {
  const { t } = useTranslation();
  if (!seconds) return null;
  const percent = (of: number) => `${(100 * of) / seconds}%`;
  return pauses.map((pause) => (
    <div
      key={pause.at}
      className={css.pause}
      style={{ left: percent(pause.at), width: percent(pause.seconds) }}
      title={t('recordings.paused', { span: span(pause.seconds, t) })}
    />
  ));
}

function Lanes({ wave, lanes }: { wave: Waveform; lanes: React.RefObject<HTMLDivElement | null> }) {
  const { t } = useTranslation();
  const press = (event: KeyboardEvent) => {
    if (event.code !== 'Space') return;
    event.preventDefault();
    wave.toggle();
  };
  return (
    <div
      ref={lanes}
      className={css.wave}
      data-ready={wave.ready || undefined}
      role="slider"
      tabIndex={0}
      aria-label={t('call.player.waveform')}
      aria-valuemin={0}
      aria-valuemax={Math.round(wave.duration)}
      aria-valuenow={Math.round(wave.time)}
      aria-valuetext={`${clockLength(wave.time)} / ${clockLength(wave.duration)}`}
      onKeyDown={press}
    />
  );
}

function Controls({ wave, recording }: { wave: Waveform; recording: CallRecording }) {
  const { t } = useTranslation();
  return (
    <div className={css.controls}>
      <ActionIcon
        variant="filled"
        color="iris"
        size={34}
        radius="xl"
        onClick={wave.toggle}
        disabled={!wave.ready}
        aria-label={t(wave.playing ? 'recording.pause' : 'recording.play')}
      >
        {wave.playing ? <IconPlayerPauseFilled size={16} /> : <IconPlayerPlayFilled size={16} />}
      </ActionIcon>
      <Skip wave={wave} by={-STEP_SECONDS} label={t('call.player.back')} />
      <Skip wave={wave} by={STEP_SECONDS} label={t('call.player.forward')} />
      <span className={css.time}>
        {clockLength(wave.time)} <span className="dt-dim">/ {clockLength(wave.duration)}</span>
      </span>
      <div className={css.right}>
        <Speed wave={wave} />
        <Tooltip label={t('call.player.download')}>
          <ActionIcon
            component="a"
            size={30}
            href={audioUrl(recording.id, true)}
            download
            aria-label={t('call.player.download')}
          >
            <IconDownload size={17} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}

function Skip({ wave, by, label }: { wave: Waveform; by: number; label: string }) {
  const Icon = by < 0 ? IconRewindBackward5 : IconRewindForward5;
  return (
    <Tooltip label={`${label} (${by < 0 ? '←' : '→'})`}>
      <ActionIcon size={30} onClick={() => wave.skip(by)} disabled={!wave.ready} aria-label={label}>
        <Icon size={18} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}

function Speed({ wave }: { wave: Waveform }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" width={90}>
      <Menu.Target>
        <button type="button" className={css.speed} aria-label={`${t('call.player.speed')}: ${wave.speed}×`}>
          {wave.speed}×
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {SPEEDS.map((speed) => (
          <Menu.Item key={speed} onClick={() => wave.setSpeed(speed)} fw={speed === wave.speed ? 600 : 400}>
            {speed}×
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
