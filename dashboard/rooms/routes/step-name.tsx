// The name a step has in JSON: people who draw need none, programs do.
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEditing } from './editing.ts';
import { called } from './edits.ts';

export function StepName({ name }: { name: string }) {
  const { t } = useTranslation();
  const { route, edit, select } = useEditing();
  const [typed, setTyped] = useState(name);
  const next = called(route, name, typed.trim());
  const keep = () => {
    if (!next || typed.trim() === name) return;
    edit(next);
    select(typed.trim());
  };
  return (
    <details>
      <summary className="dt-dim dt-small">{t('routes.form.more')}</summary>
      <TextInput
        mt={8}
        label={t('routes.edit.rename')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => event.key === 'Enter' && keep()}
        error={next ? null : t('routes.edit.renameTaken')}
        maxLength={60}
      />
    </details>
  );
}
