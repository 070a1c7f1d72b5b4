// The visit behind the best answer: where from, by which ad, with what, and what was done on the site.
import {
  IconClick,
  IconCopy,
  IconDoorExit,
  IconEye,
  IconEyeOff,
  IconFile,
  IconHourglass,
  IconPhone,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { CallAnswer, Visit } from '../../../src/api/wire.ts';
import { CopyIcon } from '../../parts/copy.tsx';
import { useLanguage, useWriting } from '../../shell/house-facts.ts';
import { type Moment, story } from '../../words/activity.ts';
import { clockSeconds, span } from '../../words/format.ts';
import { sourceWords } from '../../words/source.ts';
import { Block } from './block.tsx';
import { Fact } from './fact.tsx';
import { TouchFacts } from './touch-facts.tsx';
import css from './visit-details.module.css';

interface VisitDetailsProps {
  visit: Visit;
  touches: CallAnswer['touches'];
  calledAt: string;
}

export function VisitDetails({ visit, touches, calledAt }: VisitDetailsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const clickIds = Object.entries(visit.clickIds);
  const clientIds = Object.entries(visit.clientIds);
  return (
    <Block title={t('call.visit.title')} lead={t('call.visit.lead')}>
      <dl className={css.facts}>
        <Fact name={t('calls.source')}>{sourceWords(visit, t, language)}</Fact>
        {visit.term && <Fact name={t('source.keyword')}>{visit.term}</Fact>}
        {visit.medium && <Fact name={t('call.visit.medium')}>{visit.medium}</Fact>}
        {visit.adGroup && <Fact name={t('call.visit.adGroup')}>{visit.adGroup}</Fact>}
        {visit.content && <Fact name={t('call.visit.content')}>{visit.content}</Fact>}
        <Fact name={t('call.visit.landing')}>{visit.landingPage}</Fact>
        <Fact name={t('call.visit.referrer')}>
          {visit.referrer ?? <span className="dt-dim">{t('call.visit.noReferrer')}</span>}
        </Fact>
        <Fact name={t('call.visit.device')}>{deviceLine(visit, t)}</Fact>
        <Fact name={t('call.visit.place')}>{placeLine(visit)}</Fact>
        <Fact name={t('call.visit.visitor')}>
          {t(visit.newVisitor ? 'call.visit.newVisitor' : 'call.visit.returning')}
        </Fact>
        {touches && <TouchFacts touches={touches} visitId={visit.id} />}
        {clickIds.length > 0 && <Ids name={t('call.visit.clickIds')} ids={clickIds} />}
        {clientIds.length > 0 && <Ids name={t('call.visit.clientIds')} ids={clientIds} />}
      </dl>
      <h4 className={css.title}>{t('call.visit.activity')}</h4>
      <Story moments={story(visit.activity, calledAt)} landingPage={visit.landingPage} />
    </Block>
  );
}

function Ids({ name, ids }: { name: string; ids: [string, string][] }) {
  return (
    <Fact name={name}>
      {ids.map(([key, value]) => (
        <div key={key} className={css.id}>
          <span className="dt-dim">{key}</span>
          <span className="dt-mono dt-cut" title={value}>
            {value}
          </span>
          <CopyIcon text={value} />
        </div>
      ))}
    </Fact>
  );
}

function deviceLine(visit: Visit, t: TFunction): string {
  const kind =
    visit.device === 'desktop' || visit.device === 'mobile' || visit.device === 'tablet' ? visit.device : 'other';
  return [t(`call.device.${kind}`), visit.os, visit.browser].filter(Boolean).join(', ');
}

// City and region are often the same word: Moscow, Moscow.
const placeLine = ({ city, region, country }: Visit) =>
  [...new Set([city, region, country].filter(Boolean))].join(', ') || '–';

const ICONS = {
  view: IconFile,
  stay: IconHourglass,
  hide: IconEyeOff,
  show: IconEye,
  tap: IconClick,
  copy: IconCopy,
  close: IconDoorExit,
  call: IconPhone,
};

function Story({ moments, landingPage }: { moments: readonly Moment[]; landingPage: string }) {
  const { t } = useTranslation();
  const writing = useWriting();
  return (
    <ol className={css.story}>
      {moments.map((moment) => {
        const Icon = ICONS[moment.kind];
        return (
          <li key={moment.kind + moment.at} className={css.moment} data-kind={moment.kind}>
            <Icon size={15} stroke={1.7} aria-hidden />
            <span className={css.what}>
              {momentText(moment, t)}
              {moment.page && <span className={css.page}>{pathOf(moment.page, landingPage)}</span>}
            </span>
            <time className={css.at} dateTime={moment.at}>
              {clockSeconds(moment.at, writing)}
            </time>
          </li>
        );
      })}
    </ol>
  );
}

function momentText(moment: Moment, t: TFunction): string {
  if (moment.kind === 'call') return t('call.visit.called');
  if (moment.kind === 'stay') return t('call.activity.stay', { span: span(moment.seconds ?? 0, t) });
  return t(`call.activity.${moment.kind}`);
}

// Pages of the same origin as the landing page are shown by path.
function pathOf(page: string, landingPage: string): string {
  const origin = /^https?:\/\/[^/]+/.exec(landingPage)?.[0];
  return origin && page.startsWith(origin) ? page.slice(origin.length) || '/' : page;
}
