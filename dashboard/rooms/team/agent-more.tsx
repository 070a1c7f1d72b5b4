// What else may be said of an agent: teams, extension, skills, shift, wrap-up. Folded until somebody wants it.
import { MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { schedules as schedulesQuery, teams as teamsQuery } from '../../api/team.ts';
import { Tool } from '../../parts/tool.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { faultsOf } from './agent-draft.ts';
import type { FieldsProps } from './agent-form.tsx';
import css from './forms.module.css';

const LONGEST_WRAP_UP = 3600;

export function AgentMore({ draft, put }: FieldsProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data: teams = [] } = useQuery(teamsQuery(site.id));
  const { data: schedules = [] } = useQuery(schedulesQuery(site.id));
  return (
    <details className={css.more}>
      <summary>{t('agents.more')}</summary>
      <div className={css.form}>
        {teams.length > 0 && (
          <MultiSelect
            label={t('agents.teams')}
            value={draft.teamIds}
            onChange={(teamIds) => put({ teamIds })}
            data={teams.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <div className={css.two}>
          <TextInput
            label={t('agents.extension')}
            description={t('agents.extensionHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={draft.extension}
            onChange={(event) => put({ extension: event.currentTarget.value.trim() })}
            error={faultsOf(draft).includes('extension') ? t('agents.badExtension') : null}
            inputMode="numeric"
            maxLength={6}
          />
          <NumberInput
            label={t('agents.wrapUp')}
            description={t('agents.wrapUpHint')}
            inputWrapperOrder={['label', 'input', 'description']}
            suffix={` ${t('agents.seconds')}`}
            min={0}
            max={LONGEST_WRAP_UP}
            value={draft.wrapUpSeconds}
            onChange={(seconds) => put({ wrapUpSeconds: Number(seconds) || 0 })}
          />
        </div>
        <Select
          label={t('agents.shift')}
          placeholder={t('agents.always')}
          value={draft.scheduleId}
          onChange={(scheduleId) => put({ scheduleId })}
          data={schedules.map(({ id, name }) => ({ value: id, label: name }))}
          clearable
        />
        <Skills draft={draft} put={put} />
      </div>
    </details>
  );
}

function Skills({ draft: { skills }, put }: FieldsProps) {
  const { t } = useTranslation();
  const change = (at: number, changed: Partial<(typeof skills)[number]>) =>
    put({ skills: skills.map((one, place) => (place === at ? { ...one, ...changed } : one)) });
  return (
    <fieldset className={css.group}>
      <legend>{t('agents.skills')}</legend>
      <p className={css.hint}>{t('agents.skillsHint')}</p>
      {skills.map(({ skill, level }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing else of their own while they are typed
        <div key={at} className={css.skill}>
          <TextInput
            aria-label={t('agents.skill')}
            placeholder={t('agents.skill')}
            value={skill}
            onChange={(event) => change(at, { skill: event.currentTarget.value })}
            maxLength={40}
          />
          <NumberInput
            aria-label={t('agents.level')}
            min={1}
            max={5}
            value={level}
            onChange={(chosen) => change(at, { level: Math.min(5, Math.max(1, Number(chosen) || 1)) })}
          />
          <Tool label={t('agents.removeSkill', { skill })} onClick={() => put({ skills: skills.toSpliced(at, 1) })}>
            <IconTrash size={16} stroke={1.6} />
          </Tool>
        </div>
      ))}
      <button type="button" className={css.add} onClick={() => put({ skills: [...skills, { skill: '', level: 3 }] })}>
        <IconPlus size={14} stroke={1.8} aria-hidden /> {t('agents.addSkill')}
      </button>
    </fieldset>
  );
}
