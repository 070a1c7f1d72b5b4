// What is done about a missed caller, on the card of the call: call back at once, or who closed the task, when and why.
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CallBack, CallCard } from '../../../src/api/wire.ts';
import { callBackOf } from '../../api/missed.ts';
import { useNow } from '../../parts/now.ts';
import { Failed } from '../../parts/states.tsx';
import { OwnPhone } from '../missed/own-phone.tsx';
import { isLateAt, TaskState } from '../missed/task-state.tsx';
import { TaskTools } from '../missed/task-tools.tsx';
import { Block } from './block.tsx';
import css from './call-back.module.css';

export function CallBackOfCall({ card }: { card: CallCard }) {
  const isMissed = card.direction === 'in' && card.endedAt !== null && card.answeredAt === null && !card.spam;
  return isMissed && <Asked card={card} />;
}

function Asked({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(callBackOf(card.siteId, card.id));
  if (data) return data.task && <Task task={data.task} />;
  return (
    <Block title={t('callBacks.ofCall.title')}>
      {error ? <Failed error={error} onRetry={() => void refetch()} compact /> : <Skeleton h={62} radius="lg" />}
    </Block>
  );
}

function Task({ task }: { task: CallBack }) {
  const { t } = useTranslation();
  const now = useNow(15_000);
  const isOpen = task.closedAt === null;
  const isHidden = task.phone === null;
  const lead = [
    task.calls > 1 && t('callBacks.calls', { count: task.calls }),
    isOpen && task.agent && t('callBacks.ofCall.whose', { agent: task.agent.name }),
  ].filter(Boolean);
  return (
    <Block title={t('callBacks.ofCall.title')} lead={lead.join(' · ')}>
      <div className={css.task} data-late={(isOpen && isLateAt(task, now)) || undefined}>
        <div className={css.state}>{isOpen && isHidden ? t('callBacks.ofCall.hidden') : <TaskState task={task} />}</div>
        <TaskTools task={task} />
        {isOpen && !isHidden && <OwnPhone />}
      </div>
    </Block>
  );
}
