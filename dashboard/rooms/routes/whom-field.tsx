// Who is rung: agents, teams, and the client's own manager, in order.
import { Select } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconHeadset, IconUserStar, IconUsers, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Whom } from '../../../src/api/wire.ts';
import { Tool } from '../../parts/tool.tsx';
import { moved } from '../install/target-drafts.ts';
import { useEditing } from './editing.ts';
import css from './step-form.module.css';
import { whomWords } from './step-words.ts';

interface WhomFieldProps {
  to: readonly Whom[];
  onChange: (to: Whom[]) => void;
}

export function WhomField({ to, onChange }: WhomFieldProps) {
  const { t } = useTranslation();
  const { choices } = useEditing();
  const [round, setRound] = useState(0); // a new field each time: it is empty again
  const has = (value: string) => to.some((whom) => keyOf(whom) === value);
  const group = (name: string, all: readonly { id: string; name: string }[], kind: 'agent' | 'team') => ({
    group: name,
    items: all.map(({ id, name: label }) => ({ value: `${kind}:${id}`, label })).filter(({ value }) => !has(value)),
  });
  const managers = (['last-manager', 'own-manager'] as const)
    .map((is) => ({ value: `is:${is}`, label: t(`routes.who.${is}`) }))
    .filter(({ value }) => !has(value));
  const data = [
    { group: t('routes.form.managers'), items: managers },
    group(t('routes.form.teams'), choices.teams, 'team'),
    group(t('routes.form.agents'), choices.agents, 'agent'),
  ].filter(({ items }) => items.length > 0);
  return (
    <fieldset className={css.group}>
      <legend>{t('routes.form.who')}</legend>
      {to.length === 0 && <p className="dt-dim dt-small">{t('routes.form.nobody')}</p>}
      <ol className={css.rows}>
        {to.map((whom, at) => (
          <Line key={keyOf(whom)} whom={whom} to={to} at={at} onChange={onChange} />
        ))}
      </ol>
      <Select
        key={round}
        aria-label={t('routes.form.addWho')}
        placeholder={t('routes.form.addWho')}
        data={data}
        value={null}
        searchable
        maxDropdownHeight={340}
        onChange={(value) => {
          if (!value) return;
          onChange([...to, whomOf(value)]);
          setRound(round + 1);
        }}
      />
    </fieldset>
  );
}

interface LineProps extends WhomFieldProps {
  whom: Whom;
  at: number;
}

function Line({ whom, to, at, onChange }: LineProps) {
  const { t } = useTranslation();
  const { choices } = useEditing();
  const name = whomWords(whom, choices.names, t);
  const Icon = 'team' in whom ? IconUsers : 'agent' in whom ? IconHeadset : IconUserStar;
  const move = (by: -1 | 1) => onChange(moved(to, at, by));
  return (
    <li className={css.row}>
      <Icon size={16} stroke={1.6} aria-hidden className={css.dim ?? ''} />
      <span className={css.grow}>{name}</span>
      <Tool label={t('routes.form.moveUp', { name })} onClick={at > 0 ? () => move(-1) : null}>
        <IconArrowUp size={15} stroke={1.7} />
      </Tool>
      <Tool label={t('routes.form.moveDown', { name })} onClick={at < to.length - 1 ? () => move(1) : null}>
        <IconArrowDown size={15} stroke={1.7} />
      </Tool>
      <Tool label={t('routes.form.takeOut', { name })} onClick={() => onChange(to.filter((one) => one !== whom))}>
        <IconX size={15} stroke={1.7} />
      </Tool>
    </li>
  );
}

const keyOf = (whom: Whom) =>
  'agent' in whom ? `agent:${whom.agent}` : 'team' in whom ? `team:${whom.team}` : `is:${whom.is}`;

function whomOf(value: string): Whom {
  const [kind = '', id = ''] = value.split(/:(.*)/s);
  if (kind === 'agent') return { agent: id };
  return kind === 'team' ? { team: id } : { is: id === 'own-manager' ? 'own-manager' : 'last-manager' };
}
