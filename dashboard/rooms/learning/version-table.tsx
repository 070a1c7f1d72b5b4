// The versions of what was learned: made when, from how many calls, in force or why not; any can be put in force.
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ParametersVersion, ParametersVersions } from '../../../src/api/wire.ts';
import { putInForce, type VersionName } from '../../api/attribution.ts';
import { useNow } from '../../parts/now.ts';
import { Panel } from '../../parts/room.tsx';
import { SaveFailed } from '../../parts/states.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { count, dateTime } from '../../words/format.ts';
import { comparison } from './comparison.ts';
import css from './version-table.module.css';

interface VersionTableProps {
  versions: ParametersVersions;
  /** Whose pictures are shown below. */
  shown: VersionName;
  onShow: (version: VersionName) => void;
}

export function VersionTable({ versions, shown, onShow }: VersionTableProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const client = useQueryClient();
  const use = useMutation({
    mutationFn: (version: VersionName) => putInForce(site.id, version),
    onSuccess: () => client.invalidateQueries({ queryKey: ['versions'] }),
  });
  const row = (version: VersionName) => ({
    shown: shown === version,
    inForce: versions.inForce === version,
    onShow: () => onShow(version),
    onUse: () => use.mutate(version),
    busy: use.isPending,
  });
  return (
    <Panel title={t('learning.versions')} hint={t('learning.versionsHint')} id="versions">
      <SaveFailed error={use.error} />
      {/* A region that scrolls sideways must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <section className={css.box} aria-label={t('learning.versions')} tabIndex={0}>
        <table className={css.table}>
          <thead>
            <tr>
              <th>{t('learning.column.version')}</th>
              <th>{t('learning.column.made')}</th>
              <th>{t('learning.column.calls')}</th>
              <th>{t('learning.column.labelled')}</th>
              <th>{t('learning.column.state')}</th>
              <th className={css.deeds}>{t('learning.column.deeds')}</th>
            </tr>
          </thead>
          <tbody>
            {versions.items.map((version) => (
              <LearnedRow key={version.version} version={version} {...row(version.version)} />
            ))}
            <DefaultRow {...row('default')} />
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

interface RowProps {
  shown: boolean;
  inForce: boolean;
  onShow: () => void;
  onUse: () => void;
  busy: boolean;
}

function LearnedRow({ version, ...row }: RowProps & { version: ParametersVersion }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  return (
    <tr data-shown={row.shown || undefined}>
      <th scope="row" data-name={t('learning.column.version')}>
        {version.version}
      </th>
      <td data-name={t('learning.column.made')}>{dateTime(version.madeAt, writing, now)}</td>
      <td data-name={t('learning.column.calls')}>{count(version.calls, writing.locale)}</td>
      <td data-name={t('learning.column.labelled')}>{count(version.labelled, writing.locale)}</td>
      <td className={css.state}>
        {row.inForce ? <b>{t('learning.isInForce')}</b> : version.whyNot && t(`learning.whyNot.${version.whyNot}`)}
        <span className={css.score}>{comparison(version, t, writing.locale)}</span>
      </td>
      <Deeds {...row} />
    </tr>
  );
}

function DefaultRow(row: RowProps) {
  const { t } = useTranslation();
  return (
    <tr data-shown={row.shown || undefined}>
      <th scope="row">{t('learning.standard')}</th>
      <td data-none>–</td>
      <td data-none>–</td>
      <td data-none>–</td>
      <td className={css.state}>
        {row.inForce && <b>{t('learning.isInForce')}</b>}
        <span className={css.score}>{t('learning.standardHint')}</span>
      </td>
      <Deeds {...row} />
    </tr>
  );
}

function Deeds({ shown, inForce, onShow, onUse, busy }: RowProps) {
  const { t } = useTranslation();
  return (
    <td className={css.deeds}>
      {shown ? (
        <span className={css.shown}>{t('learning.shown')}</span>
      ) : (
        <Button variant="subtle" size="compact-sm" onClick={onShow}>
          {t('learning.show')}
        </Button>
      )}
      {!inForce && (
        <Button variant="default" size="compact-sm" onClick={onUse} disabled={busy}>
          {t('learning.use')}
        </Button>
      )}
    </td>
  );
}
