// The log, on standard error: a disk without room for it must not end those who take calls. What could not
// be written waits for the next line.
import { type Logger, pino } from 'pino';

/** Lines of JSON; `level` is pino's. */
export function openLog(level: string): Logger {
  const standardError = pino.destination({ dest: 2, sync: true });
  standardError.on('error', () => {}); // there is nowhere to say it
  return pino({ level }, standardError);
}
