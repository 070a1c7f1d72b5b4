// The planner: how many numbers the site needs, and what one more buys.
import { Skeleton } from '@mantine/core';
import { IconCalculator } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Plan, PlanAnswer } from '../../../src/api/wire.ts';
import { plan as planQuery } from '../../api/plan.ts';
import { useNow } from '../../parts/now.ts';
import { Remark } from '../../parts/remark.tsx';
import { Panel, RoomHead, useRoomTitle } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { ago, count, span } from '../../words/format.ts';
import { PlanCheckPanel } from './plan-check.tsx';
import { PlanCurve } from './plan-curve.tsx';
import css from './plan-room.module.css';
import { PlanSentences } from './plan-sentences.tsx';
import { PlanTable } from './plan-table.tsx';
import { QuestionForm } from './question-form.tsx';

export function PlanRoom() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(planQuery(site.id));
  useRoomTitle(t('plan.title'));
  return (
    <>
      <RoomHead title={t('plan.title')} note={t('plan.lead')} />
      <div className={css.room}>
        {data && <Planned plan={data} />}
        {!data && error && <Failed error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton h={420} radius="lg" />}
      </div>
    </>
  );
}

function Planned({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  return (
    <>
      <QuestionForm plan={plan} />
      {plan.state === 'running' && <Running plan={plan} />}
      {plan.state === 'failed' && <PlanFailed reason={plan.reason} />}
      {plan.state === 'none' && (
        <Panel>
          <Empty
            icon={<IconCalculator size={22} stroke={1.5} />}
            title={t('plan.none')}
            hint={t('plan.noneHint')}
            compact
          />
        </Panel>
      )}
      {plan.answer && (
        <div className={css.answer} data-stale={plan.state === 'running' || undefined}>
          <Answer answer={plan.answer} madeAt={plan.madeAt} />
        </div>
      )}
      {plan.check && <PlanCheckPanel check={plan.check} />}
    </>
  );
}

function Running({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const now = useNow(1000);
  const seconds = plan.askedAt ? (now.getTime() - new Date(plan.askedAt).getTime()) / 1000 : 0;
  return (
    <Panel>
      <div className={css.running} role="status">
        <strong>{t('plan.running', { span: span(Math.max(0, seconds), t) })}</strong>
        <p className="dt-dim dt-small">{t('plan.runningHint')}</p>
        <span className={css.track} aria-hidden>
          <span className={css.runner} />
        </span>
      </div>
    </Panel>
  );
}

function PlanFailed({ reason }: { reason: string | null }) {
  const { t } = useTranslation();
  return (
    <Remark tone="bad" title={t('plan.failed')} alert>
      {reason && <p>{reason}</p>}
      <p>{t('plan.failedHint')}</p>
    </Remark>
  );
}

function Answer({ answer, madeAt }: { answer: PlanAnswer; madeAt: string | null }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const now = useNow(60_000);
  const write = (value: number) => count(value, locale);
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
  const always = answer.opensAt === 0 && answer.closesAt === 24;
  const facts = {
    visits: write(answer.visitsPerDay),
    sources: write(answer.sources),
    channels: write(answer.channels),
    calls: write(answer.calls),
    days: write(answer.days),
    hours: always ? t('plan.always') : `${clock(answer.opensAt)}–${clock(answer.closesAt)}`,
  };
  return (
    <Panel
      title={t('plan.answer')}
      hint={
        <>
          {t(answer.basis === 'log' ? 'plan.basis.log' : 'plan.basis.assumed', facts)}{' '}
          {madeAt && t('plan.madeAgo', { ago: ago(madeAt, now, t) })}
        </>
      }
      id="plan-answer"
    >
      <PlanSentences answer={answer} />
      <PlanCurve answer={answer} />
      <PlanTable answer={answer} />
    </Panel>
  );
}
