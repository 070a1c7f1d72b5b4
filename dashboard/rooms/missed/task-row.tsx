// One missed caller: who, when, from which source, how late it is, and the buttons that call and close.
import { Button, Select, Tooltip } from '@mantine/core';
import { IconAlarm, IconPhoneCall, IconPhoneOutgoing } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallBack, PlacedCall } from '../../../src/api/wire.ts';
import { ApiProblem, send } from '../../api/client.ts';
import { useCallBacksChanged } from '../../api/missed.ts';
import { agents as agentsQuery } from '../../api/team.ts';
import { CopyIcon } from '../../parts/copy.tsx';
import { useNow } from '../../parts/now.ts';
import { useProblemText } from '../../parts/states.tsx';
import { useHouse, useLanguage, useWriting } from '../../shell/house-facts.ts';
import { ago, clockTime, dateTime, span } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import { sourceWords } from '../../words/source.ts';
import { CloseTask } from './close-task.tsx';
import css from './task-row.module.css';
import { useOwnPhone } from './use-own-phone.ts';

export function TaskRow({ task }: { task: CallBack }) {
  const { t } = useTranslation();
  const now = useNow(15_000);
  const isLate = task.closedAt ? task.isLate : task.phone !== null && new Date(task.dueAt) <= now;
  return (
    <li className={css.task} data-late={(isLate && !task.closedAt) || undefined} aria-label={nameOf(task, t)}>
      <Who task={task} />
      <What task={task} now={now} />
      <div className={css.state}>
        {task.closedAt ? <Closed task={task} isLate={isLate} /> : <Due task={task} isLate={isLate} now={now} />}
      </div>
      {task.closedAt ? <Reopen task={task} /> : <Tools task={task} />}
    </li>
  );
}

const nameOf = (task: CallBack, t: TFunction) =>
  task.phone === null ? t('callBacks.hiddenCallers') : task.contact?.name || phone(task.phone);

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
        {closedAt && dateTime(closedAt, writing, now)}
        {reachedBy && ` · ${t(isLate ? 'callBacks.tooLate' : 'callBacks.inTime')}`}
        {task.note && ` · ${task.note}`}
      </div>
    </>
  );
}

function Tools({ task }: { task: CallBack }) {
  const { t } = useTranslation();
  const [closing, setClosing] = useState(false);
  const who = nameOf(task, t);
  return (
    <div className={css.tools}>
      <Assignee task={task} />
      {task.phone !== null && <CallNow task={task} who={who} />}
      <Button variant="default" size="xs" onClick={() => setClosing(true)} aria-label={t('callBacks.closeOf', { who })}>
        {t('callBacks.close')}
      </Button>
      {closing && <CloseTask task={task} who={who} onClose={() => setClosing(false)} />}
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

function CallNow({ task, who }: { task: CallBack; who: string }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const [own] = useOwnPhone(site.id);
  const { data: agents = [] } = useQuery(agentsQuery(site.id));
  const changed = useCallBacksChanged(site.id);
  const call = useMutation({
    mutationFn: () => send<PlacedCall>('POST', `/call-backs/${task.id}/call`, own ? { agent: own } : {}),
    onSettled: changed,
  });
  const agent = agents.find(({ id }) => id === call.data?.agentId);
  return (
    <>
      <Button
        size="xs"
        leftSection={<IconPhoneOutgoing size={15} stroke={1.8} aria-hidden />}
        loading={call.isPending}
        disabled={task.isCalling}
        onClick={() => call.mutate()}
        aria-label={t('callBacks.callOf', { who })}
      >
        {t('callBacks.call')}
      </Button>
      {call.data && (
        <div className={css.said} role="status">
          {agent && agent.id !== own
            ? t('callBacks.placedAgent', { agent: agent.name, number: phone(call.data.number) })
            : t('callBacks.placed', { number: phone(call.data.number) })}
        </div>
      )}
      {call.error && <Refused error={call.error} />}
    </>
  );
}

const KNOWN_REFUSALS = [
  ...['nobody-free', 'agent-is-talking', 'client-is-on-the-line', 'number-places-no-calls', 'no-number'],
  ...['no-such-agent', 'no-such-number', 'nobody-to-call'],
] as readonly string[];

function Refused({ error }: { error: Error }) {
  const { t } = useTranslation();
  const plain = useProblemText(error);
  const reason = error instanceof ApiProblem && KNOWN_REFUSALS.includes(error.reason) ? error.reason : null;
  return (
    <div className={css.said} role="alert" data-bad>
      {reason ? t(`callBacks.refused.${reason}` as 'callBacks.refused.nobody-free') : plain}
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
