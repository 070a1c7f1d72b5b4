// One step of the installation: numbered, with a mark when it is done.
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Panel } from '../../parts/room.tsx';
import css from './step.module.css';

interface StepProps {
  number: number;
  done: boolean;
  title: string;
  hint: string;
  aside?: ReactNode;
  id: string;
  children: ReactNode;
}

export function Step({ number, done, title, hint, aside, id, children }: StepProps) {
  return (
    <Panel
      id={id}
      aside={aside}
      title={
        <span className={css.title}>
          <span className={css.number} data-done={done || undefined}>
            {done ? <IconCheck size={13} stroke={2.6} aria-hidden /> : number}
          </span>
          {title}
        </span>
      }
      hint={<span className={css.hint}>{hint}</span>}
    >
      <div className={css.body}>{children}</div>
    </Panel>
  );
}
