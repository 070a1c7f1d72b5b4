// Records from the microphone of the one who sits before the page.
import { useEffect, useRef, useState } from 'react';

export interface Recorder {
  /** since when it records, by the browser's clock (milliseconds); null: it does not */
  since: number | null;
  /** why the microphone can't be used, in the browser's words; `insecure`: browsers allow it over https only */
  refusal: string | null;
  start(): void;
  stop(): void;
}

export function useRecorder(onRecorded: (recording: Blob) => void): Recorder {
  const [since, setSince] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const recorder = useRef<MediaRecorder | null>(null);
  const stop = () => recorder.current?.stop();
  useEffect(() => () => recorder.current?.stream.getTracks().forEach((track) => void track.stop()), []);
  const start = async () => {
    setRefusal(null);
    if (!navigator.mediaDevices) return setRefusal('insecure');
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const made = new MediaRecorder(stream);
    const pieces: Blob[] = [];
    made.addEventListener('dataavailable', ({ data }) => void pieces.push(data));
    made.addEventListener('stop', () => {
      for (const track of stream.getTracks()) track.stop();
      recorder.current = null;
      setSince(null);
      onRecorded(new Blob(pieces, { type: made.mimeType }));
    });
    made.start();
    recorder.current = made;
    setSince(Date.now());
  };
  return {
    ...{ since, refusal, stop },
    start: () => void start().catch((error) => setRefusal(error instanceof Error ? error.message : String(error))),
  };
}
