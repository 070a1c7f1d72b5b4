// How it stands with a missed caller: how late it is and what was tried, or by whom and how the task was closed.
import { IconAlarm, IconPhoneCall } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallBack } from '../../../src/api/wire.ts';
import { useNow } from '../../parts/now.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { ago, clockTime, dateTime, span } from '../../words/format.ts';
import css from './task-row.module.css';

/** Whether it is late now, or was closed too late. */
export const isLateAt = (task: CallBack, now: Date) =>
  task.closedAt ? task.isLate : task.phone !== null && new Date(task.dueAt) <= now;

export function TaskState({ task }: { task: CallBack }) {
  const now = useNow(15_000);
  const isLate = isLateAt(task, now);
  return task.closedAt ? <Closed task={task} isLate={isLate} /> : <Due task={task} isLate={isLate} now={now} />;
}

function Due({ task, isLate, now }: { task: CallBack; isLate: boolean; now: Date }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const seconds = (new Date(task.dueAt).getTime() - now.getTime()) / 1000;
  const far = seconds > 6 * 3600;
  const words = isLate
    ? t('callBacks.due.late', { span: span(wholeMinutes(-seconds), t) })
    : far
      ? t('callBacks.due.at', { time: dateTime(task.dueAt, writing, now) })
      : t('callBacks.due.left', { span: span(wholeMinutes(seconds), t) });
  return (
    <>
      {task.isCalling ? (
        <div className={css.calling}>
          <IconPhoneCall size={15} stroke={1.8} aria-hidden /> {t('callBacks.isCalling')}
        </div>
      ) : (
        task.phone !== null && (
          <div className={css.due} data-late={isLate || undefined}>
            {isLate && <IconAlarm size={15} stroke={1.8} aria-hidden />}
            {words}
          </div>
        )
      )}
      <div className={css.second}>{useAttempts(task, now)}</div>
    </>
  );
}

// Seconds would be wrong a moment later.
const wholeMinutes = (seconds: number) => Math.max(1, Math.round(seconds / 60)) * 60;

function useAttempts({ attempts, lastAttemptAt, automatic }: CallBack, now: Date): string {
  const { t } = useTranslation();
  const writing = useWriting();
  const said: string[] = [];
  if (attempts > 0 && lastAttemptAt)
    said.push(t('callBacks.attempts', { count: attempts, ago: ago(lastAttemptAt, now, t) }));
  const { nextAt, refusal } = automatic;
  if (refusal === 'night' || refusal === 'closed') said.push(t(`callBacks.automatic.${refusal}`));
  else if (nextAt && new Date(nextAt) > now)
    said.push(t('callBacks.automatic.next', { time: clockTime(nextAt, writing) }));
  return said.join(' · ');
}

function Closed({ task, isLate }: { task: CallBack; isLate: boolean }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  const { reachedBy, closeReason, closedBy, closedAt } = task;
  const agent = reachedBy?.agent ?? t('callBacks.somebody');
  const words = reachedBy
    ? t(reachedBy.direction === 'out' ? 'callBacks.reachedOut' : 'callBacks.reachedIn', { agent })
    : t('callBacks.closedBy', {
        reason: closeReason ? t(`callBacks.reason.${closeReason}`) : '–',
        who: closedBy ?? t('callBacks.somebody'),
      });
  return (
    <>
      <div>{words}</div>
      <div className={css.second}>
        {closedAt && <Closing task={task} at={dateTime(closedAt, writing, now)} />}
        {reachedBy && ` · ${t(isLate ? 'callBacks.tooLate' : 'callBacks.inTime')}`}
        {task.note && ` · ${task.note}`}
      </div>
    </>
  );
}

// The talk that reached them is one click away.
function Closing({ task: { reachedBy }, at }: { task: CallBack; at: string }) {
  const { t } = useTranslation();
  if (!reachedBy) return at;
  return (
    <Link to="/calls/$callId" params={{ callId: reachedBy.callId }} title={t('callBacks.openCall')}>
      {at}
    </Link>
  );
}
