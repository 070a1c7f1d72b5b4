// The rules of a choice, in the order in which they are asked; where each leads is drawn.
import { Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RouteCondition, RouteStep } from '../../../src/api/wire.ts';
import { Tool } from '../../parts/tool.tsx';
import { moved } from '../install/target-drafts.ts';
import { ConditionFields } from './condition-fields.tsx';
import { useEditing } from './editing.ts';
import css from './step-form.module.css';
import { whereWords } from './step-words.ts';
import { type Rule, ruleTo } from './ways.ts';

type Choose = RouteStep & { do: 'choose' };

const KNOWN_CALLER: RouteCondition = { about: 'caller', is: 'known' };

export function ChooseFields({ step, put }: { step: Choose; put: (step: RouteStep) => void }) {
  const { t } = useTranslation();
  const { rules } = step;
  const putRules = (next: Rule[]) => put({ ...step, rules: next });
  return (
    <fieldset className={css.group}>
      <legend>{t('routes.form.rules')}</legend>
      <p className="dt-dim dt-small">{t('routes.form.rulesHint')}</p>
      {rules.map((rule, at) => (
        <RuleFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no name but its place
          key={at}
          rule={rule}
          n={at + 1}
          onChange={(next) => putRules(rules.with(at, next))}
          onUp={at > 0 ? () => putRules(moved(rules, at, -1)) : null}
          onDown={at < rules.length - 1 ? () => putRules(moved(rules, at, 1)) : null}
          onDelete={() => putRules(rules.toSpliced(at, 1))}
        />
      ))}
      <Button
        size="xs"
        variant="default"
        className={css.adding ?? ''}
        leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
        onClick={() => putRules([...rules, ruleTo([KNOWN_CALLER], null)])}
      >
        {t('routes.form.addRule')}
      </Button>
    </fieldset>
  );
}

interface RuleFieldsProps {
  rule: Rule;
  n: number;
  onChange: (rule: Rule) => void;
  onUp: (() => void) | null;
  onDown: (() => void) | null;
  onDelete: () => void;
}

function RuleFields({ rule, n, onChange, onUp, onDown, onDelete }: RuleFieldsProps) {
  const { t } = useTranslation();
  const { drawing } = useEditing();
  const put = (conditions: RouteCondition[]) => onChange(ruleTo(conditions, rule.then));
  return (
    <section className={css.rule} aria-label={t('routes.form.rule', { n })}>
      <div className={css.ruleHead}>
        <span className={css.grow}>
          {t('routes.form.rule', { n })} → {whereWords(rule.then, drawing.numbers, t)}
        </span>
        <Tool label={t('routes.form.ruleUp', { n })} onClick={onUp}>
          <IconArrowUp size={15} stroke={1.7} />
        </Tool>
        <Tool label={t('routes.form.ruleDown', { n })} onClick={onDown}>
          <IconArrowDown size={15} stroke={1.7} />
        </Tool>
        <Tool label={t('routes.form.deleteRule', { n })} onClick={onDelete}>
          <IconTrash size={15} stroke={1.6} />
        </Tool>
      </div>
      <p className="dt-dim dt-small">{t(rule.if.length === 0 ? 'routes.form.always' : 'routes.form.ruleHint')}</p>
      {rule.if.map((condition, at) => (
        <ConditionFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition has no name but its place
          key={at}
          condition={condition}
          onChange={(next) => put(rule.if.with(at, next))}
          onDelete={() => put(rule.if.toSpliced(at, 1))}
        />
      ))}
      <Button
        size="xs"
        variant="subtle"
        className={css.adding ?? ''}
        leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
        onClick={() => put([...rule.if, KNOWN_CALLER])}
      >
        {t('routes.form.addCondition')}
      </Button>
    </section>
  );
}
