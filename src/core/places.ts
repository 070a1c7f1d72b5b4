// The places that templates may have: a closed list, so that each has its words where templates are written.

/**
 * Click and client ids stand beside these by their own names: {click:gclid}, {client:ym}; sub ids of trackers are {subid1} …
 * {subid20}, however the tracker writes them. From transaction_id to caller_region only conversions at trackers have them.
 */
export const PLACES = [
  ...['event_id', 'event', 'event_time', 'event_ts', 'revision', 'site', 'currency'],
  ...['call_id', 'caller', 'number', 'direction', 'status', 'missed_reason', 'first_time'],
  ...[
    'started_at',
    'started_ts',
    'started_date',
    'started_time',
    'wait_seconds',
    'talk_seconds',
    'answered_by',
    'contact',
    'tags',
    'manager',
    'category',
    'duration_seconds',
    'hour',
    'weekday',
    'caller_country',
    'caller_sha256',
  ],
  ...['channel', 'source', 'medium', 'campaign', 'ad_group', 'content', 'term', 'probability', 'visit_probability'],
  ...['visit_id', 'landing_page', 'landing_host', 'referrer', 'device', 'country', 'region', 'city', 'click_id'],
  ...['transaction_id', 'conversion_status', 'payout', 'payout_currency', 'token', 'caller_region'],
  ...['deal_id', 'deal_title', 'deal_status', 'deal_stage', 'deal_amount', 'deal_currency', 'deal_url'],
] as const;

const NAMED = /^((click|client):[a-z0-9_.-]+|subid([1-9]|1\d|20))$/;

/** May a template have it? `name` as placesIn (template.ts) gives it. */
export const isPlace = (name: string): boolean => (PLACES as readonly string[]).includes(name) || NAMED.test(name);
