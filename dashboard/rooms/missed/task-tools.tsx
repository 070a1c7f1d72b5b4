// What can be done about a missed caller: call and close, or open the task again.
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallBack } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useCallBacksChanged } from '../../api/missed.ts';
import { useHouse } from '../../shell/house-facts.ts';
import { phone } from '../../words/phone.ts';
import { CallNow, Refused } from './call-now.tsx';
import { CloseTask } from './close-task.tsx';
import css from './task-row.module.css';

/** Whom the task is about. */
export const nameOf = (task: CallBack, t: TFunction) =>
  task.phone === null ? t('callBacks.hiddenCallers') : task.contact?.name || phone(task.phone);

/** `children`: what else can be done with an open one, in front. */
export function TaskTools({ task, children }: { task: CallBack; children?: ReactNode }) {
  return task.closedAt ? <Reopen task={task} /> : <Tools task={task}>{children}</Tools>;
}

function Tools({ task, children }: { task: CallBack; children: ReactNode }) {
  const { t } = useTranslation();
  const [closing, setClosing] = useState(false);
  const who = nameOf(task, t);
  return (
    <div className={css.tools}>
      {children}
      {task.phone !== null && <CallNow task={task} who={who} />}
      <Button variant="default" size="xs" onClick={() => setClosing(true)} aria-label={t('callBacks.closeOf', { who })}>
        {t('callBacks.close')}
      </Button>
      {closing && <CloseTask task={task} who={who} onClose={() => setClosing(false)} />}
    </div>
  );
}

function Reopen({ task }: { task: CallBack }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useCallBacksChanged(site.id);
  const reopen = useMutation({
    mutationFn: () => send('POST', `/call-backs/${task.id}/reopen`),
    onSettled: changed,
  });
  if (task.reachedBy) return <div className={css.tools} />;
  return (
    <div className={css.tools}>
      <Button variant="default" size="xs" loading={reopen.isPending} onClick={() => reopen.mutate()}>
        {t('callBacks.reopen')}
      </Button>
      {reopen.error && <Refused error={reopen.error} />}
    </div>
  );
}
