// One missed caller: who, when, from which source, how late it is, and the buttons that call and close.
import { Select, Tooltip } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallBack } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useCallBacksChanged } from '../../api/missed.ts';
import { agents as agentsQuery } from '../../api/team.ts';
import { CopyIcon } from '../../parts/copy.tsx';
import { useNow } from '../../parts/now.ts';
import { useHouse, useLanguage } from '../../shell/house-facts.ts';
import { ago } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import { sourceWords } from '../../words/source.ts';
import css from './task-row.module.css';
import { isLateAt, TaskState } from './task-state.tsx';
import { nameOf, TaskTools } from './task-tools.tsx';

export function TaskRow({ task }: { task: CallBack }) {
  const { t } = useTranslation();
  const now = useNow(15_000);
  return (
    <li
      className={css.task}
      data-late={(!task.closedAt && isLateAt(task, now)) || undefined}
      aria-label={nameOf(task, t)}
    >
      <Who task={task} />
      <What task={task} now={now} />
      <div>
        <TaskState task={task} />
      </div>
      <TaskTools task={task}>
        <Assignee task={task} />
      </TaskTools>
    </li>
  );
}

function Who({ task }: { task: CallBack }) {
  const { t } = useTranslation();
  if (task.phone === null)
    return (
      <div className={css.who}>
        <strong>{t('callBacks.hiddenCallers')}</strong>
        <div className={css.second}>{t('callBacks.hiddenHint')}</div>
      </div>
    );
  return (
    <div className={css.who}>
      <div className={css.name}>
        <strong>{nameOf(task, t)}</strong>
        {!task.contact?.name && <CopyIcon text={task.phone} />}
        {task.contact?.vip && <span className={css.vip}>{t('callBacks.vip')}</span>}
        {task.newCaller && (
          <Tooltip label={t('callBacks.newCallerHint')}>
            <span className={css.new}>{t('callBacks.newCaller')}</span>
          </Tooltip>
        )}
      </div>
      {task.contact?.name && (
        <div className={css.second}>
          {phone(task.phone)}
          <CopyIcon text={task.phone} />
        </div>
      )}
    </div>
  );
}

function What({ task, now }: { task: CallBack; now: Date }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { channel, source, campaign } = task;
  return (
    <div className={css.what}>
      <div>
        {t(`callBacks.why.${task.why}`)}
        {', '}
        <Link to="/calls/$callId" params={{ callId: task.lastCallId }} title={t('callBacks.openCall')}>
          {ago(task.lastMissedAt, now, t)}
        </Link>
        {task.calls > 1 && ` · ${t('callBacks.calls', { count: task.calls })}`}
      </div>
      <div className={css.second}>
        {channel && channel !== 'unknown' && <span>{sourceWords({ channel, source, campaign }, t, language)} · </span>}
        <span className={css.dialled}>{t('callBacks.dialled', { number: phone(task.number) })}</span>
      </div>
    </div>
  );
}

function Assignee({ task }: { task: CallBack }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data: agents = [] } = useQuery(agentsQuery(site.id));
  const changed = useCallBacksChanged(site.id);
  const assign = useMutation({
    mutationFn: (agentId: string | null) => send('PATCH', `/call-backs/${task.id}`, { agentId }),
    onSettled: changed,
  });
  return (
    <Select
      size="xs"
      className={css.assignee ?? ''}
      aria-label={t('callBacks.assign')}
      data={[{ value: '', label: t('callBacks.team') }, ...agents.map(({ id, name }) => ({ value: id, label: name }))]}
      value={task.agent?.id ?? ''}
      onChange={(agent) => assign.mutate(agent || null)}
      allowDeselect={false}
      disabled={assign.isPending}
    />
  );
}
