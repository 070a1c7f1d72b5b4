// A coloured remark: something is wrong, or well, or worth knowing. Never by colour alone.
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import css from './remark.module.css';

const ICONS = { bad: IconAlertTriangle, wait: IconAlertTriangle, good: IconCircleCheck, plain: IconInfoCircle };

interface RemarkProps {
  tone: keyof typeof ICONS;
  title?: ReactNode;
  children?: ReactNode;
  /** Buttons at the end. */
  aside?: ReactNode;
  /** Is said aloud at once. */
  alert?: boolean;
}

export function Remark({ tone, title, children, aside, alert = false }: RemarkProps) {
  const Icon = ICONS[tone];
  return (
    <div className={css.remark} data-tone={tone} role={alert ? 'alert' : undefined}>
      <Icon size={17} stroke={1.8} aria-hidden className={css.icon ?? ''} />
      <div className={css.words}>
        {title && <strong>{title}</strong>}
        {children && <div>{children}</div>}
      </div>
      {aside && <div className={css.aside}>{aside}</div>}
    </div>
  );
}
