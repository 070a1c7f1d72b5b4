// A refusal by the server as a sentence in the reader's language.
import type { TFunction } from 'i18next';

/** Reasons that have a sentence of ours; the server's own detail, in English, says all others. */
export function problemText({ reason, message }: { reason: string; message: string }, t: TFunction): string {
  // Reasons come from the server, so the key cannot be checked beforehand.
  return t(`problem.${reason}` as 'problem.offline', { defaultValue: message });
}
