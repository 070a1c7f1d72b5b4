// A new route: its name, and what to begin with.
import { Radio, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createRoute } from '../../api/routes.ts';
import { Dialog, DialogForm } from '../../parts/dialog.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { type Choices, useChoices } from './names.ts';
import css from './new-route.module.css';
import { fromTemplate, TEMPLATES, type Template } from './templates.ts';

export function NewRoute({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const choices = useChoices();
  return (
    <Dialog onClose={onClose} size={560} title={t('routes.new.title')}>
      {choices ? <Form choices={choices} onClose={onClose} /> : <Skeleton h={320} />}
    </Dialog>
  );
}

function Form({ choices, onClose }: { choices: Choices; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [template, setTemplate] = useState<Template>('line');
  const create = useMutation({
    mutationFn: () => createRoute(site.id, { name: name.trim(), draft: fromTemplate(template, choices, t) }),
    onSuccess: async (made) => {
      client.setQueryData(['route', site.id, made.id], made);
      void client.invalidateQueries({ queryKey: ['routes', site.id] });
      await navigate({ to: '/routes/$routeId', params: { routeId: made.id } });
    },
  });
  return (
    <DialogForm save={create} action={t('routes.new.create')} ready={name.trim() !== ''} onClose={onClose}>
      <TextInput
        label={t('routes.new.name')}
        placeholder={t('routes.new.namePlaceholder')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        maxLength={120}
        data-autofocus
      />
      <Radio.Group
        label={t('routes.new.begin')}
        value={template}
        onChange={(chosen) => setTemplate(TEMPLATES.find((one) => one === chosen) ?? 'line')}
      >
        <div className={css.choices}>
          {TEMPLATES.map((one) => (
            <Radio
              key={one}
              value={one}
              label={t(`routes.new.templates.${one}.name`)}
              description={t(`routes.new.templates.${one}.hint`)}
            />
          ))}
        </div>
      </Radio.Group>
    </DialogForm>
  );
}
