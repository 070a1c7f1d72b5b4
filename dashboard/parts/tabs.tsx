// The parts of a room as tabs; each has an address of its own.
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import css from './tabs.module.css';

export interface Tab {
  to: NonNullable<LinkProps['to']>;
  /** The room's own address: on only there, not in the parts below it. */
  exact?: boolean;
  name: ReactNode;
}

/** `keepsSearch`: what one part is filtered by goes along to the next. */
export function Tabs({
  tabs,
  label,
  keepsSearch = false,
}: {
  tabs: readonly Tab[];
  label: string;
  keepsSearch?: boolean;
}) {
  return (
    <nav className={css.tabs} aria-label={label}>
      {tabs.map(({ to, exact = false, name }) => (
        <Link
          key={to}
          to={to}
          {...(keepsSearch && { search: true })}
          className={css.tab}
          activeOptions={{ exact, includeSearch: false }}
          activeProps={{ className: css.active ?? '' }}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
