// Old calls judged anew with another version: first shown what would change, then, if the person says so, taken.
import { Button, Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ParametersVersions, ReattributionBody } from '../../../src/api/wire.ts';
import { applyReattribution, previewReattribution, type VersionName } from '../../api/attribution.ts';
import { forgetOldAnswers } from '../../api/use-correction.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Remark } from '../../parts/remark.tsx';
import { Panel } from '../../parts/room.tsx';
import { SaveFailed } from '../../parts/states.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { count } from '../../words/format.ts';
import { useAccuracyRange } from '../accuracy/period.ts';
import { Preview } from './preview.tsx';
import css from './reattribution.module.css';

const nameOf = (value: string): VersionName => (value === 'default' ? 'default' : Number(value));

export function Reattribution({ versions }: { versions: ParametersVersions }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { locale } = useWriting();
  const client = useQueryClient();
  const range = useAccuracyRange();
  const [chosen, choose] = useState<string | null>(null);
  const version = chosen ?? String(versions.inForce);
  const [confirming, setConfirming] = useState(false);
  const preview = useMutation({ mutationFn: (body: ReattributionBody) => previewReattribution(site.id, body) });
  const apply = useMutation({
    mutationFn: (body: ReattributionBody) => applyReattribution(site.id, body),
    onSuccess: async () => {
      setConfirming(false);
      preview.reset();
      await forgetOldAnswers(client);
    },
  });
  const body: ReattributionBody = { ...range, version: nameOf(version) };
  // What is taken is what was shown: another period or version needs another look.
  const seen = preview.variables;
  const upToDate = seen?.from === body.from && seen.to === body.to && seen.version === body.version;
  const shown = upToDate ? preview.data : undefined;
  const name = (one: VersionName) =>
    one === 'default' ? t('learning.standard') : t('learning.versionName', { version: one });
  const choices: VersionName[] = [...versions.items.map((one) => one.version), 'default'];
  const look = () => {
    apply.reset();
    preview.mutate(body);
  };
  return (
    <Panel title={t('reattribution.title')} hint={t('reattribution.hint')} id="reattribution">
      <div className={css.form}>
        <Select
          label={t('reattribution.version')}
          data={choices.map((one) => ({ value: String(one), label: name(one) }))}
          value={version}
          onChange={choose}
          allowDeselect={false}
        />
        <Button variant="default" onClick={look} loading={preview.isPending}>
          {t('reattribution.preview')}
        </Button>
        {shown && shown.changed > 0 && <Button onClick={() => setConfirming(true)}>{t('reattribution.apply')}</Button>}
      </div>
      <div className={css.body}>
        <SaveFailed error={preview.error} />
        {apply.data && (
          <Remark tone="good" title={t('reattribution.done')}>
            {t('reattribution.doneHint', {
              count: apply.data.changed,
              replace: { count: count(apply.data.changed, locale) },
            })}
          </Remark>
        )}
        {shown && <Preview preview={shown} />}
      </div>
      {confirming && shown && (
        <Confirm
          title={t('reattribution.confirm', {
            count: shown.changed,
            replace: { count: count(shown.changed, locale) },
          })}
          hint={t('reattribution.confirmHint')}
          action={t('reattribution.apply')}
          error={apply.error}
          busy={apply.isPending}
          onConfirm={() => apply.mutate(body)}
          onClose={() => setConfirming(false)}
        />
      )}
    </Panel>
  );
}
