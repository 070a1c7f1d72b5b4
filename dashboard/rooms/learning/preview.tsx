// What judging anew would change: counts, calls by channel before and after, the largest changes one by one.
import { useTranslation } from 'react-i18next';
import type { ReattributionPreview } from '../../../src/api/wire.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { count } from '../../words/format.ts';
import { channelName } from '../../words/source.ts';
import { Examples } from './examples.tsx';
import css from './reattribution.module.css';

const CHANGES = ['channel', 'campaign', 'visit', 'becomesKnown', 'becomesUnknown'] as const;

export function Preview({ preview }: { preview: ReattributionPreview }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const write = (value: number) => count(value, locale);
  if (preview.calls === 0) return <p>{t('reattribution.noCalls')}</p>;
  return (
    <>
      <p>
        {t('reattribution.judged', { count: preview.calls, replace: { count: write(preview.calls) } })}{' '}
        <strong>
          {preview.changed === 0
            ? t('reattribution.noneChanges')
            : t('reattribution.changed', { count: preview.changed, replace: { count: write(preview.changed) } })}
        </strong>
      </p>
      {preview.changed > 0 && (
        <>
          <dl className={css.changes}>
            {CHANGES.map((change) => (
              <div key={change}>
                <dt>{t(`reattribution.change.${change}`)}</dt>
                <dd>{write(preview.changes[change])}</dd>
              </div>
            ))}
          </dl>
          <Channels channels={preview.channels} />
          <Examples examples={preview.examples} />
        </>
      )}
    </>
  );
}

function Channels({ channels }: { channels: ReattributionPreview['channels'] }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const write = (value: number) => count(value, locale, true);
  return (
    <table className={css.channels}>
      <thead>
        <tr>
          <th>{t('level.channel')}</th>
          <th>{t('reattribution.before')}</th>
          <th>{t('reattribution.after')}</th>
          <th>{t('reattribution.difference')}</th>
        </tr>
      </thead>
      <tbody>
        {channels.map(({ channel, before, after }) => (
          <tr key={channel ?? 'nobody'}>
            <th scope="row">{channel === null ? t('call.why.nobody') : channelName(channel, t)}</th>
            <td>{write(before)}</td>
            <td>{write(after)}</td>
            <td>{signed(after - before, locale)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function signed(difference: number, locale: string): string {
  const format = new Intl.NumberFormat(locale, {
    ...{ minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' },
  });
  return format.format(difference);
}
