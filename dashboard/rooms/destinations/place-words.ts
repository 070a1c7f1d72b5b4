// The places of templates in words: in groups, as people look for them.
import type { TFunction } from 'i18next';
import type { en } from '../../i18n/en.ts';

type Place = keyof typeof en.destinations.place;
export const PLACE_GROUPS: readonly { group: keyof typeof en.destinations.placeGroup; places: readonly Place[] }[] = [
  {
    group: 'call',
    places: [
      ...(['caller', 'contact', 'number', 'status', 'talk_seconds', 'wait_seconds', 'answered_by'] as const),
      ...([
        'first_time',
        'started_at',
        'started_ts',
        'direction',
        'missed_reason',
        'tags',
        'manager',
        'call_id',
        'category',
        'duration_seconds',
        'hour',
        'weekday',
        'caller_country',
        'caller_sha256',
      ] as const),
    ],
  },
  {
    group: 'source',
    places: [
      ...(['channel', 'source', 'medium', 'campaign', 'ad_group', 'content', 'term'] as const),
      ...(['probability', 'visit_probability', 'click_id'] as const),
    ],
  },
  {
    group: 'visit',
    places: [
      ...(['landing_page', 'landing_host', 'referrer', 'device', 'country', 'region', 'city', 'visit_id'] as const),
    ],
  },
  {
    group: 'deal',
    places: [
      ...(['deal_title', 'deal_status', 'deal_stage', 'deal_amount', 'deal_currency', 'deal_url', 'deal_id'] as const),
    ],
  },
  {
    group: 'conversion',
    places: ['transaction_id', 'conversion_status', 'payout', 'payout_currency', 'token', 'caller_region'],
  },
  { group: 'event', places: ['event', 'event_time', 'event_ts', 'event_id', 'revision', 'site', 'currency'] },
];

const KNOWN: ReadonlySet<string> = new Set(PLACE_GROUPS.flatMap(({ places }) => places));

/** Click and client ids have names of their own. */
export const isKnownPlace = (name: string) => KNOWN.has(name) || /^((click|client):|subid\d+$)/.test(name);

export function placeWords(name: string, t: TFunction): string {
  const [, of, id = ''] = /^(click|client):(.+)$/.exec(name) ?? [];
  if (of) return t(of === 'click' ? 'destinations.placeClick' : 'destinations.placeClient', { name: id });
  return KNOWN.has(name) ? t(`destinations.place.${name as Place}`) : name;
}
