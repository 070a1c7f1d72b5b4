// A titled part of the card.
import type { ReactNode } from 'react';
import css from './block.module.css';

interface BlockProps {
  title: string;
  lead?: string;
  aside?: ReactNode;
  children: ReactNode;
}

export function Block({ title, lead, aside, children }: BlockProps) {
  return (
    <section className={css.block}>
      <div className={css.head}>
        <h3 className={css.title}>{title}</h3>
        {aside}
      </div>
      {lead && <p className={css.lead}>{lead}</p>}
      {children}
    </section>
  );
}
