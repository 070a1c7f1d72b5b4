// One condition: what it is about, whether it shall hold or not, and what it is compared with.
import { NumberInput, Select, TagsInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteCondition } from '../../../src/api/wire.ts';
import { numbers as numbersQuery } from '../../api/queries.ts';
import { Tool } from '../../parts/tool.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { minorOf, unitsOf } from '../../words/money.ts';
import { phone } from '../../words/phone.ts';
import { Choice, Chosen, Sureness, Tags } from './condition-parts.tsx';
import { ABOUTS, type About, newCondition, withNot } from './conditions.ts';
import { useEditing } from './editing.ts';
import { SourceFields } from './source-fields.tsx';
import css from './step-form.module.css';

interface ConditionFieldsProps {
  condition: RouteCondition;
  onChange: (condition: RouteCondition) => void;
  onDelete: () => void;
}

export function ConditionFields({ condition, onChange, onDelete }: ConditionFieldsProps) {
  const { t } = useTranslation();
  const { choices } = useEditing();
  const about = (chosen: string | null) => {
    const found = ABOUTS.find((one) => one === chosen);
    if (found && found !== condition.about) onChange(newCondition(found, choices));
  };
  return (
    <div className={css.condition}>
      <div className={css.conditionHead}>
        <Select
          className={css.about ?? ''}
          aria-label={t('routes.form.about')}
          data={ABOUTS.map((one: About) => ({ value: one, label: t(`routes.form.abouts.${one}`) }))}
          value={condition.about}
          onChange={about}
          allowDeselect={false}
        />
        {/* Open and closed say it by themselves. */}
        {(condition.about !== 'time' || condition.not) && (
          <Select
            className={css.not ?? ''}
            aria-label={t('routes.form.not')}
            data={[
              { value: 'is', label: t('routes.form.is') },
              { value: 'not', label: t('routes.form.isNot') },
            ]}
            value={condition.not ? 'not' : 'is'}
            onChange={(chosen) => onChange(withNot(condition, chosen === 'not'))}
            allowDeselect={false}
          />
        )}
        <Tool label={t('routes.form.deleteCondition')} onClick={onDelete}>
          <IconX size={15} stroke={1.7} />
        </Tool>
      </div>
      <Compared condition={condition} onChange={onChange} />
    </div>
  );
}

type ComparedProps = Pick<ConditionFieldsProps, 'condition' | 'onChange'>;

function Compared({ condition, onChange }: ComparedProps): ReactNode {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { choices } = useEditing();
  switch (condition.about) {
    case 'caller':
      return (
        <Choice
          values={['known', 'new', 'vip', 'blocked', 'hidden']}
          label={(one) => t(`routes.form.callerIs.${one}`)}
          value={condition.is}
          onChange={(is) => onChange({ ...condition, is })}
        />
      );
    case 'value':
      return (
        <NumberInput
          label={t('routes.form.atLeast')}
          description={t('routes.form.currency', { currency: site.currency })}
          value={unitsOf({ minor: condition.atLeast, currency: site.currency })}
          onChange={(typed) => onChange({ ...condition, atLeast: minorOf(Number(typed) || 0, site.currency) })}
          {...{ min: 0, thousandSeparator: ' ', decimalScale: 2 }}
        />
      );
    case 'tag':
      return <Tags any={condition.any} onChange={(any) => onChange({ ...condition, any })} />;
    case 'region':
      return <Chosen any={condition.any} onChange={(any) => onChange({ ...condition, any })} />;
    case 'manager':
      return (
        <>
          <Choice
            values={['last-manager', 'own-manager']}
            label={(one) => t(`routes.form.managerWho.${one}`)}
            value={condition.who}
            onChange={(who) => onChange({ ...condition, who })}
          />
          <Choice
            values={['on-shift', 'free']}
            label={(one) => t(`routes.form.managerIs.${one}`)}
            value={condition.is}
            onChange={(is) => onChange({ ...condition, is })}
          />
        </>
      );
    case 'source':
      return <SourceFields condition={condition} onChange={onChange} />;
    case 'landing-page':
      return (
        <>
          <TagsInput
            aria-label={t('routes.form.pages')}
            description={t('routes.form.pages')}
            inputWrapperOrder={['input', 'description']}
            placeholder={condition.any.length === 0 ? 'https://shop.example/spring*' : ''}
            value={condition.any}
            onChange={(any) => onChange({ ...condition, any })}
            acceptValueOnBlur
          />
          <Sureness value={condition.probability} onChange={(probability) => onChange({ ...condition, probability })} />
        </>
      );
    case 'time':
      return (
        <div className={css.two}>
          <Named
            label={t('routes.form.schedule')}
            all={choices.schedules}
            none={t('routes.form.noSchedules')}
            value={condition.schedule}
            onChange={(schedule) => onChange({ ...condition, schedule })}
          />
          <Choice
            values={['open', 'closed']}
            label={(one) => t(`routes.form.timeIs.${one}`)}
            value={condition.is}
            onChange={(is) => onChange({ ...condition, is })}
          />
        </div>
      );
    case 'load':
      return (
        <>
          <Named
            label={t('routes.form.team')}
            all={choices.teams}
            none={t('routes.form.noTeams')}
            value={condition.team}
            onChange={(team) => onChange({ ...condition, team })}
          />
          <NumberInput
            label={t('routes.form.atLeast')}
            value={condition.atLeast}
            onChange={(typed) => onChange({ ...condition, atLeast: Number(typed) || 0 })}
            {...{ min: 0, max: 1000, allowDecimal: false }}
          />
          <Choice
            values={['free', 'waiting']}
            label={(one) => t(`routes.form.loadOf.${one}`)}
            value={condition.of}
            onChange={(of) => onChange({ ...condition, of })}
          />
        </>
      );
    case 'number':
      return <NumbersChosen any={condition.any} onChange={(any) => onChange({ ...condition, any })} />;
    default:
      return condition satisfies never;
  }
}

interface NamedProps {
  label: string;
  all: readonly { id: string; name: string }[];
  none: string;
  value: string;
  onChange: (id: string) => void;
}

function Named({ label, all, none, value, onChange }: NamedProps) {
  return (
    <Select
      label={label}
      description={all.length === 0 ? none : undefined}
      data={all.map(({ id, name }) => ({ value: id, label: name }))}
      value={all.some(({ id }) => id === value) ? value : null}
      onChange={(id) => id && onChange(id)}
      allowDeselect={false}
    />
  );
}

function NumbersChosen({ any, onChange }: { any: readonly string[]; onChange: (any: string[]) => void }) {
  const { site } = useHouse();
  const { data } = useQuery(numbersQuery(site.id));
  const all = [...new Set([...(data ?? []).map(({ e164 }) => e164), ...any])];
  return <Chosen any={any} data={all.map((e164) => ({ value: e164, label: phone(e164) }))} onChange={onChange} />;
}
