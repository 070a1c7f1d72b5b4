// A menu: what is said, how long a key is waited for, and which keys there are; where each leads is drawn.
import { Button, Select } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RouteStep } from '../../../src/api/wire.ts';
import { Tool } from '../../parts/tool.tsx';
import { useEditing } from './editing.ts';
import { PromptField } from './prompt-field.tsx';
import css from './step-form.module.css';
import { Seconds } from './step-form.tsx';
import { whereWords } from './step-words.ts';
import { KEYS } from './ways.ts';

type Menu = RouteStep & { do: 'menu' };

export function MenuFields({ step, put }: { step: Menu; put: (step: RouteStep) => void }) {
  const { t } = useTranslation();
  const { drawing } = useEditing();
  const keys = Object.keys(step.on).toSorted((a, b) => KEYS.indexOf(a) - KEYS.indexOf(b));
  const free = [...KEYS].filter((key) => !keys.includes(key));
  const rekey = (from: string, to: string) =>
    put({
      ...step,
      on: Object.fromEntries(Object.entries(step.on).map(([key, ref]) => [key === from ? to : key, ref])),
    });
  const without = (gone: string) =>
    put({ ...step, on: Object.fromEntries(Object.entries(step.on).filter(([key]) => key !== gone)) });
  return (
    <>
      <PromptField prompt={step.prompt} onChange={(prompt) => prompt && put({ ...step, prompt })} />
      <div className={css.two}>
        <Seconds
          label={t('routes.form.menuSeconds')}
          value={step.seconds}
          onChange={(seconds) => put({ ...step, seconds })}
        />
        <Seconds label={t('routes.form.tries')} value={step.tries} onChange={(tries) => put({ ...step, tries })} />
      </div>
      <fieldset className={css.group}>
        <legend>{t('routes.form.keys')}</legend>
        <p className="dt-dim dt-small">{t('routes.form.keysHint')}</p>
        {keys.map((key) => (
          <div key={key} className={css.row}>
            <Select
              aria-label={t('routes.form.digit')}
              className={css.key ?? ''}
              data={KEYS.includes(key) ? [...KEYS].filter((one) => one === key || free.includes(one)) : [key, ...free]}
              value={key}
              onChange={(to) => to && rekey(key, to)}
              allowDeselect={false}
            />
            <span className={css.grow}>{whereWords(step.on[key] ?? null, drawing.numbers, t)}</span>
            <Tool label={t('routes.form.deleteKey', { key })} onClick={() => without(key)}>
              <IconTrash size={16} stroke={1.6} />
            </Tool>
          </div>
        ))}
        {free[0] !== undefined && (
          <Button
            size="xs"
            variant="default"
            className={css.adding ?? ''}
            leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
            onClick={() => put({ ...step, on: { ...step.on, [free[0] as string]: null } })}
          >
            {t('routes.form.addKey')}
          </Button>
        )}
      </fieldset>
    </>
  );
}
