// Words become a WAV by a program beside us: espeak-ng, or the command the owner gave for a better voice.
import { spawn } from 'node:child_process';
import type { SpokenLanguage } from '../core/spoken-words.ts';

/** `missing`: there is no such program; `failed`: it ended badly, took too long, or said nothing. */
export type SpeechFailure = 'missing' | 'failed';
export type Speech = {
  /** the program and its settings: other words for the same voice sound the same */
  voice: string;
  say(words: string, language: SpokenLanguage): Promise<Buffer | SpeechFailure>;
};

// A neural voice on two busy cores says a long sentence in a few seconds.
const LIMIT_MS = 20_000;
// Ten minutes of 48 kHz stereo.
const LIMIT_BYTES = 120 * 1024 * 1024;
// Words a minute; espeak-ng's own 175 is too hurried for a telephone.
const SPEED = '150';

/** `command`: a program with arguments, parted by spaces; it gets the language as one more, words on stdin, and writes a WAV. */
export function openSpeech({ command }: { command: string | undefined }): Speech {
  const [program, ...args] = command?.split(/\s+/).filter(Boolean) ?? [];
  if (program) return { voice: `${program} ${args.join(' ')}`, say: (words, to) => run(program, [...args, to], words) };
  return {
    voice: `espeak-ng ${SPEED}`,
    say: (words, language) => run('espeak-ng', ['-v', language, '-s', SPEED, '--stdin', '--stdout'], words),
  };
}

// Words go in by stdin and no shell is between: they can't be taken for options or commands.
function run(program: string, args: readonly string[], words: string): Promise<Buffer | SpeechFailure> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], timeout: LIMIT_MS, killSignal: 'SIGKILL' });
    const chunks: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > LIMIT_BYTES) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.stdin.on('error', () => {}); // it may end before it has read all
    child.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ENOENT' ? 'missing' : 'failed'));
    child.on('close', (code) => resolve(code === 0 && bytes > 0 ? Buffer.concat(chunks) : 'failed'));
    child.stdin.end(words);
  });
}
