// Which version answers now, and the button to learn from the newest calls at once.
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Learned, ParametersVersions } from '../../../src/api/wire.ts';
import { learnNow } from '../../api/attribution.ts';
import { useNow } from '../../parts/now.ts';
import { Remark } from '../../parts/remark.tsx';
import { Panel } from '../../parts/room.tsx';
import { SaveFailed } from '../../parts/states.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { ago, count } from '../../words/format.ts';
import css from './learning.module.css';

export function InForce({ versions }: { versions: ParametersVersions }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const client = useQueryClient();
  const learn = useMutation({
    mutationFn: () => learnNow(site.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['versions'] });
      await client.invalidateQueries({ queryKey: ['accuracy'] });
    },
  });
  return (
    <Panel
      title={t('learning.title')}
      hint={t('learning.hint')}
      id="learning"
      aside={
        <Button onClick={() => learn.mutate()} loading={learn.isPending}>
          {t('learning.learnNow')}
        </Button>
      }
    >
      <div className={css.body}>
        <p>
          <Standing versions={versions} />
        </p>
        {learn.isPending && (
          <p className="dt-dim" role="status">
            {t('learning.learningNow')}
          </p>
        )}
        {learn.data && <Outcome learned={learn.data} />}
        <SaveFailed error={learn.error} />
      </div>
    </Panel>
  );
}

function Standing({ versions }: { versions: ParametersVersions }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const now = useNow(60_000);
  const version = versions.items.find(({ inForce }) => inForce);
  const by = versions.chosenBy ? ` ${t('learning.chosenBy', { who: versions.chosenBy })}` : '';
  if (!version) return t('learning.default') + by;
  const calls = t('learning.fromCalls', { count: version.calls, replace: { count: count(version.calls, locale) } });
  const labelled =
    version.labelled > 0
      ? ` ${t('learning.labelled', { count: version.labelled, replace: { count: count(version.labelled, locale) } })}`
      : '';
  const made = t('learning.inForce', { version: version.version, ago: ago(version.madeAt, now, t), calls });
  return made + labelled + by;
}

function Outcome({ learned }: { learned: Learned }) {
  const { t } = useTranslation();
  const { outcome, version, calls, needed } = learned;
  if (outcome === 'in-force') {
    return (
      <Remark tone="good" title={t('learning.outcome.in-force', { version: version?.version ?? '' })}>
        {t('learning.outcome.in-forceHint')}
      </Remark>
    );
  }
  if (outcome === 'kept') {
    return (
      <Remark tone="wait" title={t('learning.outcome.kept', { version: version?.version ?? '' })}>
        {version?.whyNot && t(`learning.whyNot.${version.whyNot}`)}
      </Remark>
    );
  }
  return (
    <Remark tone="plain" title={t(`learning.outcome.${outcome}`)}>
      {t(`learning.outcome.${outcome}Hint`, { calls, needed })}
    </Remark>
  );
}
