// A small button that is an icon with a name: for what can be done with one line of a list.
import { ActionIcon, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

interface ToolProps {
  label: string;
  /** Null: not now. */
  onClick: (() => void) | null;
  children: ReactNode;
}

export function Tool({ label, onClick, children }: ToolProps) {
  return (
    <Tooltip label={label} disabled={!onClick}>
      <ActionIcon size={30} onClick={onClick ?? undefined} disabled={!onClick} aria-label={label}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
