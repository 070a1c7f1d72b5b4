// Step 4: who is rung, in which order and for how long.
import { Button } from '@mantine/core';
import { IconPencil, IconPhoneOutgoing } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site } from '../../../src/api/wire.ts';
import { Empty } from '../../parts/states.tsx';
import { Step } from './step.tsx';
import { TargetsForm } from './targets-form.tsx';
import css from './targets-step.module.css';

export function TargetsStep({ site }: { site: Site }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const none = site.targets.length === 0;
  return (
    <Step
      id="targets"
      number={4}
      done={!none}
      title={t('install.targets.title')}
      hint={t('install.targets.hint')}
      aside={
        !editing &&
        !none && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPencil size={14} stroke={1.7} aria-hidden />}
            onClick={() => setEditing(true)}
          >
            {t('action.edit')}
          </Button>
        )
      }
    >
      {editing && <TargetsForm site={site} onDone={() => setEditing(false)} />}
      {!editing && !none && <TargetList site={site} />}
      {!editing && none && (
        <Empty
          compact
          icon={<IconPhoneOutgoing size={22} stroke={1.5} />}
          title={t('install.targets.none')}
          hint={t('install.targets.noneHint')}
        >
          <Button onClick={() => setEditing(true)}>{t('install.targets.add')}</Button>
        </Empty>
      )}
    </Step>
  );
}

function TargetList({ site }: { site: Site }) {
  const { t } = useTranslation();
  return (
    <ol className={css.list}>
      {site.targets.map((target, index) => (
        <li key={target.id} className={css.target}>
          <span className={css.place}>{index + 1}</span>
          <span className={css.name}>{target.name}</span>
          <span className={`dt-mono ${css.sip}`}>{target.sipUri ?? t('team.phoneAtAgent')}</span>
          <span className={css.ring}>{t('install.targets.ringSeconds', { n: target.ringSeconds })}</span>
        </li>
      ))}
    </ol>
  );
}
