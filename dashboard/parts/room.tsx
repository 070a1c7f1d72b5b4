// The head of a room: its name for people, screen readers and the browser's tab.
import { type ReactNode, useEffect } from 'react';
import css from './room.module.css';

/** Puts the room's name into the tab. */
export function useRoomTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Dialtrace`;
  }, [title]);
}

interface RoomHeadProps {
  title: string;
  /** Small text or figures beside the title. */
  note?: ReactNode;
  children?: ReactNode;
}

export function RoomHead({ title, note, children }: RoomHeadProps) {
  return (
    <header className={css.head}>
      <h1 className={css.title}>{title}</h1>
      {note && <div className={css.note}>{note}</div>}
      {children && <div className={css.tools}>{children}</div>}
    </header>
  );
}

interface PanelProps {
  title?: ReactNode;
  hint?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  id?: string;
}

/** A bordered block with a heading. */
export function Panel({ title, hint, aside, children, id }: PanelProps) {
  return (
    <section className={css.panel} id={id} aria-labelledby={id && title ? `${id}-title` : undefined}>
      {title && (
        <div className={css.panelHead}>
          <div>
            <h2 className={css.panelTitle} id={id ? `${id}-title` : undefined}>
              {title}
            </h2>
            {hint && <p className={css.hint}>{hint}</p>}
          </div>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}
