// A short word with a colour and an icon of its own: the state of a number, its health, an answer.
import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import css from './mark.module.css';

export type Tone = 'good' | 'bad' | 'wait' | 'plain' | 'accent';

interface MarkProps {
  tone: Tone;
  icon?: TablerIcon | undefined;
  children: ReactNode;
}

/** On a tinted ground, as a chip. */
export function Chipped({ tone, icon: Icon, children }: MarkProps) {
  return (
    <span className={css.chip} data-tone={tone}>
      {Icon && <Icon size={14} stroke={1.8} aria-hidden />}
      {children}
    </span>
  );
}

/** Without a ground: an icon and a word. */
export function Marked({ tone, icon: Icon, children }: MarkProps) {
  return (
    <span className={css.mark} data-tone={tone}>
      {Icon && <Icon size={16} stroke={1.8} aria-hidden />}
      <span>{children}</span>
    </span>
  );
}
