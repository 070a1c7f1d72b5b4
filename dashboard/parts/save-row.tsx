// The end of a form: what was refused, the button that saves, and that it is saved, until something is changed again.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './save-row.module.css';
import { SaveFailed } from './states.tsx';

interface SaveRowProps {
  /** The mutation that saves. */
  save: { error: unknown; isPending: boolean; isSuccess: boolean };
  /** There is something to be saved. */
  changed: boolean;
  /** It can't be saved as it is. */
  faulty?: boolean;
  /** Beside it, at the end of the row. */
  children?: ReactNode;
}

export function SaveRow({ save, changed, faulty = false, children }: SaveRowProps) {
  const { t } = useTranslation();
  return (
    <>
      <SaveFailed error={save.error} />
      <div className={css.row}>
        <Button type="submit" disabled={!changed || faulty} loading={save.isPending}>
          {t('action.save')}
        </Button>
        {save.isSuccess && !changed && (
          <span className="dt-dim" role="status">
            {t('action.saved')}
          </span>
        )}
        {children}
      </div>
    </>
  );
}
