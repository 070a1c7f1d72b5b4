// Do the percentages keep their word? Confidence beside the share that was right; without labels, only how sure we are.
import { SegmentedControl } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { AccuracyReport, LevelAccuracy } from '../../../src/api/wire.ts';
import { Chart } from '../../parts/chart.tsx';
import type { ChartColours } from '../../parts/chart-colours.ts';
import { Panel } from '../../parts/room.tsx';
import { Empty } from '../../parts/states.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { conversion, count } from '../../words/format.ts';
import { points } from '../../words/points.ts';
import css from './calibration.module.css';
import { calibrationOption } from './calibration-option.ts';
import { histogramOption } from './histogram-option.ts';

const HEIGHT_PX = 290;
type Level = LevelAccuracy['level'];

export function Calibration({ report }: { report: AccuracyReport }) {
  const { t } = useTranslation();
  const [chosen, choose] = useState<Level>('campaign');
  const level = report.levels.find((one) => one.level === chosen);
  if (!level) return null;
  const labelled = level.calibration.labels > 0;
  return (
    <Panel
      title={t('accuracy.calibration.title')}
      hint={`${t('accuracy.calibration.hint')} ${labelled ? t('accuracy.calibration.hintLine') : ''}`}
      id="calibration"
      aside={
        <SegmentedControl
          aria-label={t('accuracy.calibration.level')}
          value={chosen}
          onChange={(value) => choose(value as Level)}
          data={report.levels.map((one) => ({ value: one.level, label: t(`accuracy.short.${one.level}`) }))}
        />
      }
    >
      <div className={css.charts} data-pair={labelled || undefined}>
        {labelled && <Kept level={level} />}
        <HowSure level={level} />
      </div>
      {!labelled && (
        <p className={css.below}>
          <Trans
            i18nKey="accuracy.calibration.noLabels"
            components={{ a: <Link to="/accuracy/doubts" search={true} /> }}
          />
        </p>
      )}
    </Panel>
  );
}

function Kept({ level }: { level: LevelAccuracy }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const { labels, right, bins, ece } = level.calibration;
  const option = useCallback(
    (colours: ChartColours) => {
      const words = {
        locale,
        promised: t('accuracy.calibration.promised'),
        right: t('accuracy.calibration.right'),
        interval: t('accuracy.calibration.interval'),
        calls: t('accuracy.calls'),
      };
      return calibrationOption(bins, words, colours);
    },
    [bins, locale, t],
  );
  const share = labels > 0 ? right / labels : null;
  return (
    <figure className={css.figure}>
      <figcaption className={css.caption}>{t('accuracy.calibration.keptTitle')}</figcaption>
      <Chart option={option} label={t('accuracy.calibration.keptTitle')} height={HEIGHT_PX} />
      <p className={css.axis}>{t('accuracy.calibration.axis')}</p>
      <p className={css.result}>
        {t('accuracy.calibration.labels', { count: labels, replace: { count: count(labels, locale) } })}{' '}
        {t('accuracy.calibration.rightShare', { share: conversion(share, locale) })}{' '}
        {ece !== null && t('accuracy.calibration.ece', { points: points(ece, locale) })}
      </p>
    </figure>
  );
}

function HowSure({ level }: { level: LevelAccuracy }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const { histogram, known } = level;
  const option = useCallback(
    (colours: ChartColours) => histogramOption(histogram, { locale, calls: t('accuracy.calls') }, colours),
    [histogram, locale, t],
  );
  if (known === 0)
    return <Empty title={t('accuracy.calibration.noCalls')} hint={t('accuracy.calibration.noCallsHint')} compact />;
  return (
    <figure className={css.figure}>
      <figcaption className={css.caption}>{t('accuracy.calibration.sureTitle')}</figcaption>
      <Chart option={option} label={t('accuracy.calibration.sureTitle')} height={HEIGHT_PX} />
      <p className={css.axis}>{t('accuracy.calibration.sureAxis')}</p>
    </figure>
  );
}
