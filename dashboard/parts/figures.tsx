// A row of figures with their names, as at the top of a card.
import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import css from './figures.module.css';

export interface Figure {
  name: string;
  value: ReactNode;
  /** What the figure means, shown when it is pointed at. */
  hint?: string;
  /** A small word below. */
  second?: ReactNode;
}

export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className={css.figures}>
      {figures.map(({ name, value, hint, second }) => (
        <div key={name} className={css.figure}>
          <dt className={css.name}>
            {hint ? (
              <Tooltip label={hint} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
                <button type="button" className={css.explained}>
                  {name}
                </button>
              </Tooltip>
            ) : (
              name
            )}
          </dt>
          <dd className={css.value}>{value}</dd>
          {second && <dd className={css.second}>{second}</dd>}
        </div>
      ))}
    </dl>
  );
}
