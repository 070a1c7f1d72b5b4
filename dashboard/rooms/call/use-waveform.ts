// A recording drawn and played by wavesurfer.js, as plain state for the player.
import { useComputedColorScheme } from '@mantine/core';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import WaveSurfer from 'wavesurfer.js';
import { usePlaying } from '../../parts/play.tsx';

export interface Waveform {
  ready: boolean;
  playing: boolean;
  /** Seconds. */
  time: number;
  duration: number;
  speed: number;
  error: Error | null;
  toggle: () => void;
  skip: (seconds: number) => void;
  setSpeed: (speed: number) => void;
  reload: () => void;
}

const LANE_PX = 44;
// Peaks enough to find the loudest moment of both lanes.
const PEAKS = 800;

interface Drawn {
  url: string;
  /** its length, if known */
  seconds: number | null;
  /** points 0…1 of each channel; undefined: not told yet; empty: not known, the browser reads the whole file for them */
  peaks: number[][] | undefined;
  /** the agent is on the left */
  isTurned: boolean;
}

/** Draws the recording into `lanes` and plays it. */
export function useWaveform(lanes: RefObject<HTMLDivElement | null>, drawn: Drawn): Waveform {
  const { url, seconds, peaks, isTurned } = drawn;
  const scheme = useComputedColorScheme('light');
  const player = useRef<WaveSurfer | null>(null);
  const [state, setState] = useState(() => beginning(seconds));
  const [speed, putSpeed] = useState(1);
  const [attempt, setAttempt] = useState(0);
  const { stop } = usePlaying();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt loads the same recording again
  useEffect(() => {
    if (!lanes.current || !peaks) return;
    const channels = peaks.length || 2;
    const known = peaks.length > 0 && seconds ? { peaks, duration: seconds } : {};
    const wave = WaveSurfer.create({ container: lanes.current, url, ...known, ...look(channels, isTurned) });
    player.current = wave;
    const put = (change: Partial<ReturnType<typeof beginning>>) => setState((now) => ({ ...now, ...change }));
    wave.on('decode', () => wave.setOptions({ normalize: true, maxPeak: loudest(wave) }));
    wave.on('ready', (duration) => put({ ready: true, duration }));
    wave.on('timeupdate', (time) => put({ time }));
    wave.on('play', () => put({ playing: true }));
    wave.on('pause', () => put({ playing: false }));
    wave.on('error', (error) => put({ error, playing: false }));
    return () => wave.destroy();
  }, [url, attempt, lanes, peaks]);

  useEffect(() => {
    if (scheme) player.current?.setOptions(look(peaks?.length || 2, isTurned));
  }, [scheme, peaks, isTurned]);

  const toggle = useCallback(() => {
    stop();
    void player.current?.playPause();
  }, [stop]);
  return {
    ...state,
    speed,
    toggle,
    skip: (by) => player.current?.skip(by),
    setSpeed: (to) => {
      player.current?.setPlaybackRate(to, true);
      putSpeed(to);
    },
    reload: () => {
      setState(beginning(seconds));
      setAttempt(attempt + 1);
    },
  };
}

function beginning(seconds: number | null) {
  return { ready: false, playing: false, time: 0, duration: seconds ?? 0, error: null as Error | null };
}

// Both lanes are drawn to one scale, so that a silent lane looks silent.
function loudest(wave: WaveSurfer): number {
  const lanes = wave.exportPeaks({ channels: 2, maxLength: PEAKS });
  return Math.max(0.05, ...lanes.map((peaks) => peaks.reduce((max, peak) => Math.max(max, Math.abs(peak)), 0)));
}

function look(channels: number, isTurned: boolean) {
  const styles = getComputedStyle(document.documentElement);
  const colour = (name: string) => styles.getPropertyValue(name).trim();
  const lane = (name: string) => ({
    height: channels === 1 ? 2 * LANE_PX : LANE_PX,
    // Opaque: what is played is drawn over it and takes its opacity.
    waveColor: colour(`${name}-unplayed`),
    progressColor: colour(name),
  });
  return {
    splitChannels: sides(channels, isTurned).map(lane),
    height: LANE_PX,
    barWidth: 2,
    barGap: 1.5,
    barRadius: 2,
    barMinHeight: 1,
    cursorWidth: 1.5,
    cursorColor: colour('--dt-text'),
    dragToSeek: true,
    hideScrollbar: true,
  };
}

function sides(channels: number, isTurned: boolean): string[] {
  if (channels === 1) return ['--dt-caller'];
  return isTurned ? ['--dt-agent', '--dt-caller'] : ['--dt-caller', '--dt-agent'];
}
