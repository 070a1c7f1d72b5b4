// What is wrong with a number, with the evidence and what to do about it.
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconDroplet, IconVolumeOff, type TablerIcon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Leak, SilentNumber, Site, TrackingNumber } from '../../../src/api/wire.ts';
import { leaks as leaksQuery, notices as noticesQuery } from '../../api/numbers.ts';
import { useNow } from '../../parts/now.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { dayAt } from '../../words/day.ts';
import { count } from '../../words/format.ts';
import { brokenReason } from '../../words/notice.ts';
import { checkReason, onceIn } from '../../words/number.ts';
import { ChangeState } from './change-state.tsx';
import css from './troubles.module.css';

interface TroublesProps {
  number: TrackingNumber;
  site: Site;
  silence: SilentNumber | undefined;
}

export function Troubles({ number, site, silence }: TroublesProps) {
  return (
    <>
      {number.outOfOrderSince && <OutOfOrder number={number} since={number.outOfOrderSince} />}
      {number.leakedSince && <Leaked number={number} site={site} since={number.leakedSince} />}
      {silence?.suspicious && <Silent silence={silence} />}
    </>
  );
}

function OutOfOrder({ number, since }: { number: TrackingNumber; since: string }) {
  const { t } = useTranslation();
  const day = useDay();
  const { data: notices } = useQuery(noticesQuery);
  const lastBad = number.health?.outcome === 'bad' ? number.health.reason : null;
  const reason = lastBad ?? brokenReason(notices ?? [], number.id);
  return (
    <Trouble icon={IconAlertTriangle} bad title={t('number.broken.title', { date: day(since) })}>
      {reason && <p className={css.reason}>{checkReason(reason, t)}</p>}
      <p>{t('number.broken.hint')}</p>
    </Trouble>
  );
}

function Leaked({ number, site, since }: { number: TrackingNumber; site: Site; since: string }) {
  const { t } = useTranslation();
  const day = useDay();
  const { data } = useQuery(leaksQuery(site.id));
  const [binding, setBinding] = useState(false);
  const leak = data?.numbers.find(({ numberId }) => numberId === number.id);
  const mayBind = number.nextStates.some(({ state }) => state === 'static');
  return (
    <Trouble icon={IconDroplet} title={t('number.leak.title', { date: day(since) })}>
      {leak && <Evidence leak={leak} threshold={data?.threshold ?? 0} />}
      <p>{t('number.leak.hint')}</p>
      {mayBind && (
        <Button size="xs" variant="default" onClick={() => setBinding(true)}>
          {t('number.leak.toStatic')}
        </Button>
      )}
      {binding && (
        <ChangeState
          number={number}
          site={site}
          step="static"
          title={t('number.leak.toStatic')}
          onClose={() => setBinding(false)}
        />
      )}
    </Trouble>
  );
}

function Evidence({ leak, threshold }: { leak: Leak; threshold: number }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  return (
    <>
      {leak.pages.length > 0 && (
        <div>
          {t('number.leak.pages', { count: leak.pages.length })}
          <ul className={css.pages}>
            {leak.pages.map((page) => (
              <li key={page}>
                <a href={page} target="_blank" rel="noopener noreferrer">
                  {page}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
      {leak.chance < threshold && (
        <p>
          {t('number.leak.calls', {
            calls: count(leak.calls, locale),
            nobody: count(leak.nobody, locale),
            expected: count(leak.expected, locale, true),
            n: onceIn(leak.chance, locale),
          })}
        </p>
      )}
    </>
  );
}

function Silent({ silence }: { silence: SilentNumber }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const day = useDay();
  return (
    <Trouble icon={IconVolumeOff} title={t('number.silent.title', { date: day(silence.since) })}>
      <p>
        {t('number.silent.text', {
          visits: count(silence.visits, locale),
          expected: count(silence.expected, locale, true),
          n: onceIn(silence.p, locale),
        })}
      </p>
    </Trouble>
  );
}

function useDay(): (at: string) => string {
  const writing = useWriting();
  const now = useNow(60_000);
  return (at) => dayAt(at, writing, now);
}

interface TroubleProps {
  icon: TablerIcon;
  bad?: boolean;
  title: string;
  children: ReactNode;
}

function Trouble({ icon: Icon, bad = false, title, children }: TroubleProps) {
  return (
    <section className={css.trouble} data-bad={bad || undefined}>
      <Icon size={18} stroke={1.7} aria-hidden />
      <div className={css.told}>
        <h3 className={css.title}>{title}</h3>
        {children}
      </div>
    </section>
  );
}
