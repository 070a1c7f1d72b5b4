// Notices in plain sentences, newest first: each with a way to what it is about, and a way to put it away.
import { ActionIcon } from '@mantine/core';
import {
  IconAlarm,
  IconAlertTriangle,
  IconCalculator,
  IconCircleCheck,
  IconCircleX,
  IconDatabaseX,
  IconDroplet,
  IconFileCertificate,
  IconHourglassLow,
  IconMessageOff,
  IconMicrophoneOff,
  IconPlugConnectedX,
  IconSendOff,
  IconServer2,
  IconServerOff,
  IconVolumeOff,
  IconWaveSine,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Notice } from '../../src/api/wire.ts';
import { send } from '../api/client.ts';
import { destinationWords as destinationWordsQuery } from '../api/destinations.ts';
import { notices as noticesQuery } from '../api/numbers.ts';
import { connections as connectionsQuery } from '../api/queries.ts';
import { useNow } from '../parts/now.ts';
import { Empty } from '../parts/states.tsx';
import type { OwnReasons } from '../words/destination.ts';
import { ago } from '../words/format.ts';
import { type NoticeWords, noticeWords } from '../words/notice.ts';
import css from './bell.module.css';
import { useHouse, useLanguage, useWriting } from './house-facts.ts';

const ICONS: Record<Notice['kind'], TablerIcon> = {
  'number-out-of-order': IconCircleX,
  'number-back': IconCircleCheck,
  'number-silent': IconVolumeOff,
  'connection-failing': IconPlugConnectedX,
  'number-leaked': IconDroplet,
  'contract-ends': IconFileCertificate,
  'licence-ends': IconFileCertificate,
  'speech-missing': IconMessageOff,
  'recording-lost': IconMicrophoneOff,
  'recording-store-failing': IconDatabaseX,
  'recording-unsaid': IconMicrophoneOff,
  'disk-low': IconServer2,
  'disk-full': IconServerOff,
  'call-backs-late': IconAlarm,
  'number-flood': IconWaveSine,
  'destination-paused': IconSendOff,
  'deliveries-lapse': IconHourglassLow,
  'prediction-gap': IconCalculator,
};

export function NoticeList({ notices, onGo }: { notices: readonly Notice[]; onGo: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <h2 className={css.title}>{t('notices.title')}</h2>
      {notices.length === 0 && (
        <Empty
          compact
          icon={<IconCircleCheck size={22} stroke={1.5} />}
          title={t('notices.none')}
          hint={t('notices.noneHint')}
        />
      )}
      <ul className={css.list}>
        {notices.map((notice) => (
          <NoticeLine key={notice.id} notice={notice} onGo={onGo} />
        ))}
      </ul>
    </>
  );
}

function NoticeLine({ notice, onGo }: { notice: Notice; onGo: () => void }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const { me, site } = useHouse();
  const now = useNow(60_000);
  const Icon = ICONS[notice.kind] ?? IconAlertTriangle;
  const { data: connections } = useQuery({ ...connectionsQuery, enabled: notice.kind === 'connection-failing' });
  const reasons = useOwnReasons(notice);
  const said = noticeWords(notice, locale, t, (of) => connections?.find(({ id }) => id === of)?.name, reasons);
  const of = me.sites.find(({ id }) => id === notice.siteId);
  return (
    <li className={css.notice} data-new={!notice.seen || undefined}>
      <Icon size={18} stroke={1.6} aria-hidden data-kind={notice.kind} />
      <div className={css.words}>
        <div className={css.heading}>{said.title}</div>
        <div>{said.text}</div>
        <div className={css.foot}>
          <WayTo words={said} siteKey={of?.publicKey} onGo={onGo} />
          <span>
            {of && of.id !== site.id && `${of.name} · `}
            {ago(notice.at, now, t)}
          </span>
        </div>
      </div>
      <Dismiss notice={notice} label={t('notices.dismiss', { title: said.title })} />
    </li>
  );
}

/** Words of all kinds of destinations are many: they are loaded when a notice is about one. */
function useOwnReasons({ kind, data }: Notice): OwnReasons {
  const language = useLanguage();
  const { data: words } = useQuery({ ...destinationWordsQuery, enabled: kind === 'destination-paused' });
  return typeof data.of === 'string' ? words?.[data.of]?.[language].reasons : undefined;
}

interface WayToProps {
  words: NoticeWords;
  siteKey: string | undefined;
  onGo: () => void;
}

function WayTo({ words: { way }, siteKey, onGo }: WayToProps) {
  const { t } = useTranslation();
  const at = siteKey ? { site: siteKey } : {};
  switch (way.to) {
    case 'number':
      return (
        <Link to="/numbers" search={{ ...at, number: way.id, ...(way.part ? { part: way.part } : {}) }} onClick={onGo}>
          {t('notices.toNumber')}
        </Link>
      );
    case 'contract':
      return (
        <Link to="/numbers/in-order" search={{ contract: way.id }} onClick={onGo}>
          {t('notices.toContract')}
        </Link>
      );
    case 'connection':
      return (
        <Link to="/numbers/connections" search={{ connection: way.id }} onClick={onGo}>
          {t('notices.toConnection')}
        </Link>
      );
    case 'call':
      return (
        <Link to="/calls/$callId" params={{ callId: way.id }} search={at} onClick={onGo}>
          {t('recordings.notices.toCall')}
        </Link>
      );
    case 'destination':
      return (
        <Link to="/destinations/$destinationId" params={{ destinationId: way.id }} search={at} onClick={onGo}>
          {t('destinations.notice.to')}
        </Link>
      );
    case 'settings':
      return (
        <Link to="/settings" search={at} onClick={onGo}>
          {t('nav.settings')}
        </Link>
      );
    case 'missed':
      return (
        <Link to="/missed" search={{ ...at, state: 'late' }} onClick={onGo}>
          {t('callBacks.notice.toMissed')}
        </Link>
      );
    case 'routes':
      return (
        <Link to="/routes" search={at} onClick={onGo}>
          {t('notices.toRoutes')}
        </Link>
      );
    default:
      return (
        <Link to="/plan" search={at} onClick={onGo}>
          {t('notices.toPlan')}
        </Link>
      );
  }
}

function Dismiss({ notice, label }: { notice: Notice; label: string }) {
  const client = useQueryClient();
  const dismiss = useMutation({
    mutationFn: () => send('POST', `/notices/${notice.id}/dismiss`),
    onSettled: () => client.invalidateQueries({ queryKey: noticesQuery.queryKey }),
  });
  return (
    <ActionIcon size={24} loading={dismiss.isPending} onClick={() => dismiss.mutate()} aria-label={label}>
      <IconX size={15} stroke={1.8} />
    </ActionIcon>
  );
}
