// Plays one sound at a time, as one listens to it before callers do.
import { useCallback, useEffect, useRef, useState } from 'react';
import { soundUrl } from '../../api/routes.ts';
import { useHouse } from '../../shell/house-facts.ts';

export interface Listening {
  /** what is playing; null: nothing */
  soundId: string | null;
  toggle(soundId: string): void;
  stop(): void;
}

export function useListening(): Listening {
  const { site } = useHouse();
  const [soundId, setSoundId] = useState<string | null>(null);
  const audio = useRef<HTMLAudioElement | null>(null);
  const stop = useCallback(() => {
    audio.current?.pause();
    audio.current = null;
    setSoundId(null);
  }, []);
  useEffect(() => stop, [stop]);
  const toggle = (wanted: string) => {
    stop();
    if (wanted === soundId) return;
    const player = new Audio(soundUrl(site.id, wanted));
    player.addEventListener('ended', stop);
    player.addEventListener('error', stop);
    audio.current = player;
    setSoundId(wanted);
    void player.play().catch(stop);
  };
  return { soundId, toggle, stop };
}
