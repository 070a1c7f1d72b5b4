// What the plan is made for: visits a day, sources, opening hours, what a number costs. Empty: as the site's own log has it.
import { Button, NumberInput, Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../../../src/api/wire.ts';
import { askForPlan } from '../../api/plan.ts';
import { Panel } from '../../parts/room.tsx';
import { SaveFailed } from '../../parts/states.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { count } from '../../words/format.ts';
import { draftOf, hoursProblem, questionOf } from './question.ts';
import css from './question-form.module.css';

const hours = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, step) => ({
    value: String(from + step),
    label: `${String(from + step).padStart(2, '0')}:00`,
  }));

export function QuestionForm({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { locale } = useWriting();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(plan.question));
  const put = (change: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...change }));
  const known = plan.answer?.basis === 'log' ? plan.answer : null;
  const ownLog = t('plan.form.ownLog');
  const fromLog = (value: number | undefined) =>
    value === undefined ? ownLog : t('plan.form.fromLog', { value: count(value, locale) });
  const clock = (hour: number | undefined) => hours(0, 24)[hour ?? -1]?.label ?? t('plan.form.ownHours');
  const wrong = hoursProblem(draft);
  const ask = useMutation({
    mutationFn: () => askForPlan(site.id, questionOf(draft, site.currency)),
    onSuccess: (asked) => client.setQueryData(['plan', site.id], asked),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  const running = plan.state === 'running';
  return (
    <Panel title={t('plan.form.title')} hint={t('plan.form.hint')} id="plan-question">
      <form onSubmit={submit} className={css.form}>
        <div className={css.fields}>
          <NumberInput
            label={t('plan.form.visitsPerDay')}
            placeholder={fromLog(known?.visitsPerDay)}
            value={draft.visitsPerDay}
            onChange={(visitsPerDay) => put({ visitsPerDay })}
            {...{ min: 1, max: 1_000_000, allowDecimal: false, thousandSeparator: ' ' }}
          />
          <NumberInput
            label={t('plan.form.sources')}
            placeholder={fromLog(known?.sources)}
            value={draft.sources}
            onChange={(sources) => put({ sources })}
            {...{ min: 1, max: 2000, allowDecimal: false }}
          />
          <div className={css.hours}>
            <Select
              label={t('plan.form.opensAt')}
              placeholder={clock(known?.opensAt)}
              data={hours(0, 23)}
              value={draft.opensAt}
              onChange={(opensAt) => put({ opensAt })}
              error={wrong && t(`plan.form.hours.${wrong}`)}
              clearable
            />
            <Select
              label={t('plan.form.closesAt')}
              placeholder={clock(known?.closesAt)}
              data={hours(1, 24)}
              value={draft.closesAt}
              onChange={(closesAt) => put({ closesAt })}
              error={wrong !== null}
              clearable
            />
          </div>
          <NumberInput
            label={t('plan.form.cost', { currency: site.currency })}
            placeholder={t('plan.form.inventory')}
            value={draft.cost}
            onChange={(cost) => put({ cost })}
            {...{ min: 0, max: 1_000_000, decimalScale: 2, thousandSeparator: ' ' }}
          />
          <Button
            type="submit"
            loading={ask.isPending}
            disabled={running || wrong !== null}
            className={css.submit ?? ''}
          >
            {t(plan.answer ? 'plan.form.again' : 'plan.form.make')}
          </Button>
        </div>
        <SaveFailed error={ask.error} />
      </form>
    </Panel>
  );
}
