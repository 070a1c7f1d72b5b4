// The running time, for timers and for "3 min ago".
import { useEffect, useState } from 'react';
import { serverNow } from '../api/client.ts';

/** The server's now, renewed every so many milliseconds. */
export function useNow(everyMs: number): Date {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
