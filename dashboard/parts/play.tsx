// Plays a recording right in the list: one at a time, with its progress around the button.
import { IconMicrophoneOff, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import {
  createContext,
  type MouseEvent,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../src/api/wire.ts';
import { recordingUrl } from '../api/recordings.ts';
import { hasNoTalk } from '../words/call.ts';
import { clockLength } from '../words/format.ts';
import css from './play.module.css';

interface Playing {
  callId: string | null;
  /** 0…1 */
  progress: number;
  toggle: (callId: string) => void;
  stop: () => void;
}

const PlayingContext = createContext<Playing | null>(null);

export function usePlaying(): Playing {
  const playing = useContext(PlayingContext);
  if (!playing) throw new Error('a play button was shown outside of the house');
  return playing;
}

export function PlayerProvider({ children }: { children: ReactNode }) {
  const audio = useRef<HTMLAudioElement | null>(null);
  const [callId, setCallId] = useState<string | null>(null);
  const [progress, setProgress] = useState(0);
  useEffect(() => () => audio.current?.pause(), []);
  const playing = useMemo<Playing>(() => {
    const stop = () => {
      audio.current?.pause();
      audio.current = null;
      setCallId(null);
      setProgress(0);
    };
    const start = (id: string) => {
      stop();
      const element = new Audio(recordingUrl(id));
      audio.current = element;
      element.ontimeupdate = () => setProgress(element.duration > 0 ? element.currentTime / element.duration : 0);
      // An older recording that is given up reports its end too, and must not stop the newer one.
      const end = () => audio.current === element && stop();
      element.onended = end;
      element.onerror = end;
      setCallId(id);
      element.play().catch(end);
    };
    return { callId, progress, stop, toggle: (id) => (id === callId ? stop() : start(id)) };
  }, [callId, progress]);
  return <PlayingContext value={playing}>{children}</PlayingContext>;
}

const RADIUS = 13;
const AROUND = 2 * Math.PI * RADIUS;

/** The button of a row; where there is no recording, a dim sign that says why. */
export function PlayButton({ call }: { call: Pick<CallRow, 'id' | 'recording' | 'answeredAt'> }) {
  const { t } = useTranslation();
  const playing = usePlaying();
  const { state, seconds } = call.recording;
  if (hasNoTalk(call)) return null;
  if (state !== 'ready') return <NotPlayable state={state} />;
  const isOn = playing.callId === call.id;
  const toggle = (event: MouseEvent) => {
    event.stopPropagation();
    playing.toggle(call.id);
  };
  return (
    <span className={css.box}>
      <button
        type="button"
        className={css.button}
        onClick={toggle}
        aria-pressed={isOn}
        aria-label={t(isOn ? 'recording.pause' : 'recording.play')}
      >
        {isOn && (
          <svg className={css.ring} viewBox="0 0 28 28" aria-hidden="true">
            <circle
              cx="14"
              cy="14"
              r={RADIUS}
              strokeDasharray={AROUND}
              strokeDashoffset={AROUND * (1 - playing.progress)}
            />
          </svg>
        )}
        {isOn ? <IconPlayerPauseFilled size={12} /> : <IconPlayerPlayFilled size={12} />}
      </button>
      {seconds !== null && <span className={css.length}>{clockLength(Math.round(seconds))}</span>}
    </span>
  );
}

function NotPlayable({ state }: { state: Exclude<CallRow['recording']['state'], 'ready'> }) {
  const { t } = useTranslation();
  if (state === 'recording') return <span className={css.on}>{t('recording.recording')}</span>;
  return (
    <span className={css.none} title={t(`recording.${state}`)}>
      <IconMicrophoneOff size={15} stroke={1.6} aria-label={t(`recording.${state}`)} />
    </span>
  );
}
