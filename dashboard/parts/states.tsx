// What a room shows when it has nothing, when it failed, and when it is nowhere: always with the next step.
import { Button, Code } from '@mantine/core';
import { IconCloudOff, IconMapOff, IconMoodPuzzled } from '@tabler/icons-react';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/client.ts';
import { problemText } from '../words/problem.ts';
import css from './states.module.css';

interface EmptyProps {
  icon?: ReactNode;
  title: string;
  hint?: string;
  children?: ReactNode;
  compact?: boolean;
}

/** Nothing here yet, and what to do about it. */
export function Empty({ icon, title, hint, children, compact = false }: EmptyProps) {
  return (
    <div className={compact ? css.compact : css.empty}>
      {icon && (
        <div className={css.icon} aria-hidden>
          {icon}
        </div>
      )}
      <h3 className={css.title}>{title}</h3>
      {hint && <p className={css.hint}>{hint}</p>}
      {children && <div className={css.actions}>{children}</div>}
    </div>
  );
}

interface FailedProps {
  error: unknown;
  onRetry: () => void;
  compact?: boolean;
}

/** A question the server did not answer: why, and a button to ask again. */
export function Failed({ error, onRetry, compact = false }: FailedProps) {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <Empty
        compact={compact}
        icon={<IconCloudOff size={22} stroke={1.6} />}
        title={t('error.title')}
        hint={useProblemText(error)}
      >
        <Button variant="default" onClick={onRetry}>
          {t('action.retry')}
        </Button>
      </Empty>
    </div>
  );
}

/** The sentence of a problem for people. */
export function useProblemText(error: unknown): string {
  const { t } = useTranslation();
  if (error instanceof ApiProblem) return problemText(error, t);
  return error instanceof Error ? error.message : String(error);
}

/** A form that was refused. */
export function SaveFailed({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const text = useProblemText(error);
  if (!error) return null;
  return (
    <div role="alert" className={css.refused}>
      <strong>{t('error.saveFailed')}.</strong> {text}
    </div>
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty icon={<IconMapOff size={22} stroke={1.6} />} title={t('error.notFound')}>
      <Button component={Link} to="/calls" variant="default">
        {t('error.toCalls')}
      </Button>
    </Empty>
  );
}

export function Crashed({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <Empty icon={<IconMoodPuzzled size={22} stroke={1.6} />} title={t('error.crashed')} hint={t('error.crashedHint')}>
        <Button onClick={() => location.reload()}>{t('error.reload')}</Button>
        <Code block className={css.trace}>
          {error instanceof Error ? error.message : String(error)}
        </Code>
      </Empty>
    </div>
  );
}
