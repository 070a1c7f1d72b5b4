// What a mail server's refusal means: RFC 5321 § 4.2, enhanced codes of RFC 3463. 4xx comes again, 5xx does not.
import type { Outcome, Unanswered } from '../../port.ts';

export const MAIL_REASONS = [
  'put-off',
  'mailbox-refused',
  'sender-refused',
  'letter-refused',
  'no-encryption',
  'certificate-wrong',
] as const;

export type MailFailure = Error & { code?: string; command?: string; response?: string; responseCode?: number };
type Judged = { outcome: Outcome; unanswered: Unanswered['reason'] };

/** `said`: the conversation so far, '<' before what the server said. */
export function judgeFailure(failure: MailFailure, said: readonly string[]): Judged {
  const { responseCode: code, command = '', message } = failure;
  const words = (failure.response ?? message).replace(/\s+/g, ' ').slice(0, 300);
  if (code !== undefined) return { outcome: refusalOf(code, command, words), unanswered: 'cut-off' };
  return unansweredOf(failure, words, said);
}

function refusalOf(code: number, command: string, words: string): Outcome {
  const owner = (reason: string): Outcome => ({ kind: 'needs-owner', reason: `${reason}: ${words}` });
  if (code < 500) return { kind: 'later', reason: `put-off: ${words}` };
  if (command.startsWith('AUTH') || command === 'API' || code === 530 || code === 535) return owner('key-refused');
  if (command === 'STARTTLS') return owner('no-encryption');
  if (command === 'MAIL FROM') return owner('sender-refused');
  if (command === 'RCPT TO') return { kind: 'refused', reason: `mailbox-refused: ${words}` };
  if (command === 'DATA') return { kind: 'refused', reason: `letter-refused: ${words}` };
  return owner('sender-refused'); // the server does not want to talk with us at all
}

const CERTIFICATE = /certificate|altname|self.signed|CERT_|UNABLE_TO_VERIFY/i;

/** After the server has asked for the letter nobody knows whether it has it. */
function unansweredOf({ code = '', command = '' }: MailFailure, words: string, said: readonly string[]): Judged {
  const owner = (reason: string): Judged => ({
    outcome: { kind: 'needs-owner', reason: `${reason}: ${words}` },
    unanswered: 'unreachable',
  });
  if (said.some((line) => /^< 354/.test(line)))
    return { outcome: { kind: 'refused', reason: 'may-have-arrived' }, unanswered: 'cut-off' };
  if (CERTIFICATE.test(words)) return owner('certificate-wrong');
  if (code === 'ETLS' || command === 'STARTTLS') return owner('no-encryption');
  if (code === 'EAUTH' || code === 'ENOAUTH') return owner('key-refused');
  const unanswered = code === 'ETIMEDOUT' ? 'timed-out' : command === 'CONN' ? 'unreachable' : 'cut-off';
  return { outcome: { kind: 'later', reason: unanswered }, unanswered };
}
