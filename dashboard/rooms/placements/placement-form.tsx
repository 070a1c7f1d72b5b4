// Puts a static number on the site, or changes to whom it is shown and instead of which number.
import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Audience, Placement, TrackingNumber } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { pools as poolsQuery, useNumbersChanged } from '../../api/numbers.ts';
import { numbers as numbersQuery } from '../../api/queries.ts';
import { Dialog, DialogForm } from '../../parts/dialog.tsx';
import { Marked } from '../../parts/mark.tsx';
import { Empty } from '../../parts/states.tsx';
import { useHouse, useLanguage } from '../../shell/house-facts.ts';
import { phone, toE164 } from '../../words/phone.ts';
import { sourceWords } from '../../words/source.ts';
import css from '../pools/pool-form.module.css';
import { RuleFields } from '../pools/rule-fields.tsx';
import { rulesDraft, targetingOf } from '../pools/rules.ts';
import { AUDIENCES, takesAll } from './placement-words.ts';

interface PlacementFormProps {
  /** Null: a new one. */
  placement: Placement | null;
  placed: readonly Placement[];
  onClose: () => void;
}

export function PlacementForm({ placement, placed, onClose }: PlacementFormProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data } = useQuery(numbersQuery(site.id));
  const taken = new Set(placed.map(({ numberId }) => numberId));
  const free = data?.filter(({ id, state }) => state === 'static' && !taken.has(id));
  return (
    <Dialog
      onClose={onClose}
      size={620}
      title={placement ? t('placements.editTitle', { number: phone(placement.number) }) : t('placements.addTitle')}
    >
      {!placement && free?.length === 0 ? (
        <Empty title={t('placements.noneFree')} hint={t('placements.noneFreeHint')} compact>
          <Button component={Link} to="/numbers">
            {t('placements.toList')}
          </Button>
        </Empty>
      ) : (
        <Fields placement={placement} free={free ?? []} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface FieldsProps {
  placement: Placement | null;
  free: readonly TrackingNumber[];
  onClose: () => void;
}

function Fields({ placement, free, onClose }: FieldsProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const language = useLanguage();
  const changed = useNumbersChanged(site.id);
  const { data: pools } = useQuery(poolsQuery(site.id));
  const [numberId, setNumberId] = useState(placement?.numberId ?? null);
  const [typed, setTyped] = useState<string | null>(placement ? phone(placement.targetNumber) : null);
  const [audiences, setAudiences] = useState<Audience[]>(placement?.audiences ?? ['visitors']);
  const [rules, setRules] = useState(() => rulesDraft(placement?.targeting ?? {}));
  // Mostly the number that the pools replace too.
  const target = typed ?? (pools?.[0] ? phone(pools[0].targetNumber) : '');
  const targetNumber = toE164(target);
  const source = placement?.staticSource ?? free.find(({ id }) => id === numberId)?.staticSource;
  const targeting = targetingOf(rules);
  const save = useMutation({
    mutationFn: () => send('PUT', `/sites/${site.id}/placements/${numberId}`, { targetNumber, audiences, targeting }),
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  return (
    <DialogForm
      save={save}
      action={placement ? t('action.save') : t('placements.add')}
      ready={numberId !== null && targetNumber !== null && audiences.length > 0}
      onClose={onClose}
    >
      <div className={css.two}>
        {!placement && (
          <Select
            label={t('placements.number')}
            placeholder={t('placements.chooseNumber')}
            data={free.map(({ id, e164 }) => ({ value: id, label: phone(e164) }))}
            value={numberId}
            onChange={setNumberId}
            required
            searchable
            data-autofocus
          />
        )}
        <TextInput
          label={t('pools.target')}
          placeholder="+7 495 123-45-67"
          inputMode="tel"
          value={target}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={target !== '' && !targetNumber ? t('pools.badNumber') : null}
          required
        />
      </div>
      {source && (
        <p className="dt-dim dt-small">{t('placements.creditedHint', { source: sourceWords(source, t, language) })}</p>
      )}
      <AudienceFields audiences={audiences} onChange={setAudiences} />
      <RuleFields legend={t('placements.views')} rules={rules} onChange={setRules} />
      {takesAll({ audiences, targeting }) && targetNumber && (
        <Marked tone="wait" icon={IconAlertTriangle}>
          {t('placements.takesAll', { number: phone(targetNumber) })}
        </Marked>
      )}
    </DialogForm>
  );
}

interface AudienceFieldsProps {
  audiences: readonly Audience[];
  onChange: (audiences: Audience[]) => void;
}

function AudienceFields({ audiences, onChange }: AudienceFieldsProps) {
  const { t } = useTranslation();
  return (
    <Checkbox.Group
      label={t('placements.who')}
      description={t('placements.whoHint')}
      value={[...audiences]}
      onChange={(chosen) => onChange(AUDIENCES.filter((one) => chosen.includes(one)))}
    >
      <div className={css.choices}>
        {AUDIENCES.map((one) => (
          <Checkbox
            key={one}
            value={one}
            label={t(`placements.audience.${one}`)}
            description={t(`placements.audienceHint.${one}`)}
          />
        ))}
      </div>
    </Checkbox.Group>
  );
}
