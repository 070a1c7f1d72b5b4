// What a version believes, in pictures: when people call after a visit, how eager the page is, which channels call more.
import { type ReactNode, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Curve, ParametersVersions } from '../../../src/api/wire.ts';
import type { VersionName } from '../../api/attribution.ts';
import { Chart } from '../../parts/chart.tsx';
import type { ChartColours } from '../../parts/chart-colours.ts';
import { Panel } from '../../parts/room.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { percent, span } from '../../words/format.ts';
import css from './beliefs.module.css';
import { lateCallersOption, onPageOption } from './curve-option.ts';
import { callersBy, secondsUntil } from './curve-shape.ts';
import { Eagerness } from './eagerness.tsx';

const HEIGHT_PX = 210;

export function Beliefs({ versions, shown }: { versions: ParametersVersions; shown: VersionName }) {
  const { t } = useTranslation();
  const version = versions.items.find((one) => one.version === shown);
  const curve = version?.curve ?? versions.default.curve;
  const standard = version ? versions.default.curve : null;
  const name = version ? t('learning.versionName', { version: version.version }) : t('learning.standard');
  return (
    <Panel title={t('learning.believes', { name })} hint={t('learning.believesHint')} id="beliefs">
      <div className={css.pictures}>
        <LateCallers curve={curve} standard={standard} name={name} />
        <OnPage curve={curve} name={name} />
        <Eagerness curve={curve} />
        <Background curve={curve} />
      </div>
    </Panel>
  );
}

function Picture({ title, children }: { title: string; children: ReactNode }) {
  return (
    <figure className={css.picture}>
      <figcaption className={css.title}>{title}</figcaption>
      {children}
    </figure>
  );
}

function LateCallers({ curve, standard, name }: { curve: Curve; standard: Curve | null; name: string }) {
  const { t } = useTranslation();
  const words = useCurveWords(name);
  const option = useCallback(
    (colours: ChartColours) => lateCallersOption(curve, standard, words(), colours),
    [curve, standard, words],
  );
  const shape = callersBy(curve.closed);
  const [half, most] = [secondsUntil(shape, 0.5), secondsUntil(shape, 0.9)];
  return (
    <Picture title={t('learning.late.title')}>
      <Chart option={option} label={t('learning.late.title')} height={HEIGHT_PX} />
      <p className={css.says}>
        {half !== null && most !== null && t('learning.late.says', { half: span(half, t), most: span(most, t) })}{' '}
        {standard && <span className="dt-dim">{t('learning.late.dashed')}</span>}
      </p>
    </Picture>
  );
}

function OnPage({ curve, name }: { curve: Curve; name: string }) {
  const { t } = useTranslation();
  const words = useCurveWords(name);
  const option = useCallback((colours: ChartColours) => onPageOption(curve, words(), colours), [curve, words]);
  return (
    <Picture title={t('learning.onPage.title')}>
      <Chart option={option} label={t('learning.onPage.title')} height={HEIGHT_PX} />
      <p className={css.says}>{t('learning.onPage.says')}</p>
    </Picture>
  );
}

function useCurveWords(version: string) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  return useCallback(
    () => ({
      ...{ locale, version },
      span: (seconds: number) => span(seconds, t),
      standard: t('learning.standard'),
      perThousand: t('learning.onPage.perThousand'),
    }),
    [locale, version, t],
  );
}

function Background({ curve }: { curve: Curve }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const amount = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });
  const days = curve.backgroundPerDay > 0 ? 1 / curve.backgroundPerDay : null;
  return (
    <Picture title={t('learning.background.title')}>
      <ul className={css.sentences}>
        <li>
          {days === null
            ? t('learning.background.none')
            : t('learning.background.every', { days: amount.format(days) })}
        </li>
        <li>{t('learning.background.region', { percent: percent(curve.regionMatch, locale) })}</li>
      </ul>
    </Picture>
  );
}
