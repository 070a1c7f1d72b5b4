// The places that templates may have: a closed list, so that each has its words where templates are written.

/** Click and client ids stand beside these by their own names: {click:gclid}, {client:ym}. */
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
  ],
  ...['channel', 'source', 'medium', 'campaign', 'ad_group', 'content', 'term', 'probability', 'visit_probability'],
  ...['visit_id', 'landing_page', 'landing_host', 'referrer', 'device', 'country', 'region', 'city', 'click_id'],
  ...['deal_id', 'deal_title', 'deal_status', 'deal_stage', 'deal_amount', 'deal_currency', 'deal_url'],
] as const;

const NAMED = /^(click|client):[a-z0-9_.-]+$/;

/** May a template have it? `name` as placesIn (template.ts) gives it. */
export const isPlace = (name: string): boolean => (PLACES as readonly string[]).includes(name) || NAMED.test(name);
