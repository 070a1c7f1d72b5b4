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

/**
 * Draws the recording into `lanes` and plays it.
 * @param seconds its length if known, shown until the recording itself tells
 */
export function useWaveform(lanes: RefObject<HTMLDivElement | null>, url: string, seconds: number | null): Waveform {
  const scheme = useComputedColorScheme('light');
  const player = useRef<WaveSurfer | null>(null);
  const [state, setState] = useState(() => beginning(seconds));
  const [speed, putSpeed] = useState(1);
  const [attempt, setAttempt] = useState(0);
  const { stop } = usePlaying();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt loads the same recording again
  useEffect(() => {
    if (!lanes.current) return;
    const wave = WaveSurfer.create({ container: lanes.current, url, ...look() });
    player.current = wave;
    const put = (change: Partial<ReturnType<typeof beginning>>) => setState((now) => ({ ...now, ...change }));
    wave.on('decode', () => wave.setOptions({ normalize: true, maxPeak: loudest(wave) }));
    wave.on('ready', (duration) => put({ ready: true, duration }));
    wave.on('timeupdate', (time) => put({ time }));
    wave.on('play', () => put({ playing: true }));
    wave.on('pause', () => put({ playing: false }));
    wave.on('error', (error) => put({ error, playing: false }));
    return () => wave.destroy();
  }, [url, attempt, lanes]);

  useEffect(() => {
    if (scheme) player.current?.setOptions(look());
  }, [scheme]);

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

function look() {
  const styles = getComputedStyle(document.documentElement);
  const colour = (name: string) => styles.getPropertyValue(name).trim();
  const lane = (name: string) => ({
    height: LANE_PX,
    // Opaque: what is played is drawn over it and takes its opacity.
    waveColor: colour(`${name}-unplayed`),
    progressColor: colour(name),
  });
  return {
    splitChannels: [lane('--dt-caller'), lane('--dt-agent')],
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
