-- Numbers as things one buys, watches and gives back; pools with rules; what calls teach and people correct.

-- With whom the business has numbers, and by what right that operator gives them.
create table contracts (
  id                uuid primary key,
  account_id        uuid not null references accounts,
  operator          text not null,
  contract_number   text not null,
  signed_on         date,
  ends_on           date,                 -- null: without an end
  licence_number    text,
  licence_issued_on date,
  licence_ends_on   date,                 -- null: not known, or without an end
  created_at        timestamptz not null default now(),
  unique (account_id, operator, contract_number)
);

-- ordered: not ours yet. ready: ours, shown nowhere. pool, static: in service. resting: has left a pool or a source and
-- waits until nobody remembers it. leaving: will be given back, calls are still forwarded. gone: not ours any more.
alter table numbers
  drop constraint numbers_check,
  add column state          text not null default 'pool' check (state in ('ordered', 'ready', 'pool', 'static', 'resting', 'leaving', 'gone')),
  add column state_since    timestamptz not null default now(),
  add column kind           text not null default 'geographic' check (kind in ('geographic', 'mobile', 'toll-free', 'other')),
  add column contract_id    uuid references contracts,
  add column capacity_owner text,         -- the operator whose numbering capacity it is of; null: not known
  add column owned_since    date,
  add column monthly_cost   bigint check (monthly_cost >= 0),          -- minor units of currency
  add column minute_cost    numeric(12,4) check (minute_cost >= 0),    -- minor units of currency, fractions allowed
  add column currency       text check (currency ~ '^[A-Z]{3}$'),
  add column note           text not null default '',
  -- Checks found that calls don't reach us through it: it is not shown until they find that they do.
  add column out_of_order_since timestamptz,
  -- Found printed on the site, or called by people whom no visit explains.
  add column leaked_since   timestamptz,
  -- A connection may be deleted when all its numbers are gone.
  alter column connection_id drop not null;
update numbers set state = case when removed_at is not null then 'gone' when static_source is not null then 'static' else 'pool' end,
                   state_since = coalesce(removed_at, created_at);
update numbers set pool_id = null where state = 'gone';
alter table numbers
  add constraint pool_state check ((state = 'pool') = (pool_id is not null)),
  -- A static number that rests, leaves or is gone still tells its source: of its calls, then and now.
  add constraint static_state check (case when static_source is null then state <> 'static' else state in ('static', 'resting', 'leaving', 'gone') end),
  add constraint gone_state check ((state = 'gone') = (removed_at is not null)),
  add constraint connected check (connection_id is not null or state = 'gone');
create index on calls (number_id, started_at);

-- Who held a number and when: each change of its state, pool or source, oldest first. Never changed.
create table number_history (
  number_id     uuid not null references numbers,
  at            timestamptz not null default now(),
  state         text not null,
  pool_id       uuid,
  static_source jsonb,
  user_id       uuid references users,    -- null: by itself
  reason        text not null default ''
);
create index on number_history (number_id, at);
insert into number_history (number_id, at, state, pool_id, static_source)
  select id, state_since, state, pool_id, static_source from numbers;

-- How calls go out through an operator, for checks: they are dialled like anybody's call and come back to us.
alter table connections
  add column outbound_uri      text check (outbound_uri ~ '^sip:[^\s;,&|()"$]+$'),  -- the operator's server; null: no calls out
  add column outbound_user     text,
  add column outbound_password text,
  add column check_caller      text check (check_caller ~ '^\+[1-9][0-9]{5,14}$'),  -- own caller id of checks: never counted as a call
  add column check_from_hour   int not null default 3 check (check_from_hour between 0 and 23),   -- in the site's time zone
  add column check_to_hour     int not null default 6 check (check_to_hour between 1 and 24),
  add column check_every_days  int not null default 7 check (check_every_days between 1 and 90),
  add column checks_per_day    int not null default 20 check (checks_per_day between 0 and 1000);

-- One test call to one number.
create table number_checks (
  id         uuid primary key,
  site_id    uuid not null references sites,
  number_id  uuid not null references numbers,
  at         timestamptz not null,
  outcome    text not null check (outcome in ('good', 'bad', 'inconclusive')),
  reason     text,                        -- why it is not good: closed list in core/number-check.ts
  reached_ms int,                         -- from dialling to our own engine being rung
  did        text,                        -- what the operator said was dialled
  caller     text,                        -- the caller id that reached us
  tone_there double precision,            -- dB of the tone above everything else, on the way in
  tone_back  double precision             -- and on the way back
);
create index on number_checks (number_id, at desc);

-- Checks that are asked for and not over yet: one at most for each number. Its id becomes that of the result.
create table check_requests (
  id           uuid primary key,
  number_id    uuid not null unique references numbers on delete cascade,
  origin       text not null check (origin in ('person', 'follow-up', 'silence', 'schedule')),
  requested_at timestamptz not null default now(),
  not_before   timestamptz not null default now(),
  now          boolean not null default false,  -- at any hour
  force        boolean not null default false,  -- over the day's limit
  started_at   timestamptz                      -- it is being dialled; left by a node that was killed: it was interrupted
);

-- What an owner should know and may act on. One open notice for each kind and subject.
create table notices (
  id         uuid primary key,
  account_id uuid not null references accounts,
  site_id    uuid references sites on delete cascade,
  kind       text not null,               -- closed list in core/notice.ts
  subject    text not null default '',    -- id of the number, contract … it is about
  data       jsonb not null default '{}',
  at         timestamptz not null default now(),
  seen_at    timestamptz,
  ended_at   timestamptz                  -- it is over, or a person has put it away
);
create unique index notices_open on notices (account_id, kind, subject) where ended_at is null;
create index on notices (account_id, at desc);

-- Several pools may replace the same number of the business: the first by position whose targeting the visit meets.
alter table pools
  drop constraint pools_site_id_target_number_key,
  add column position  int not null default 0,
  add column targeting jsonb not null default '{}',   -- {"channels":[],"sources":[],"campaigns":[],"pages":[],"regions":[],"devices":[]}; left out: any
  add column policy    text not null default 'source-aware' check (policy in ('source-aware', 'lru', 'lifo', 'random', 'sub-pools')),
  add column overflow  text not null default 'share' check (overflow in ('share', 'fallback'));

-- Whether the number was in use, whether it was the visitor's number of last time; null: not known (before this column).
alter table leases add column shared boolean, add column sticky boolean;

-- Page views that a pool had no number for: every one was held and the owner wants none shared, or none works.
create table pool_shortages (
  site_id uuid not null,
  pool_id uuid not null,                  -- may be deleted since
  hour    timestamptz not null,
  reason  text not null check (reason in ('overflow', 'pool-empty')),
  count   bigint not null,
  primary key (site_id, pool_id, hour, reason)
);

-- Leak watch: where a number was found, and when the site's pages were last read for it.
create table number_leaks (
  number_id uuid primary key references numbers,
  pages     text[] not null,              -- addresses of pages that had it when they were last read
  found_at  timestamptz                   -- when a page last had it; null: none ever
);
create table leak_scans (
  site_id    uuid primary key references sites on delete cascade,
  begun_at   timestamptz not null,
  scanned_at timestamptz,                 -- when the last one was done; null: none yet
  pages_read int not null default 0,
  unread     jsonb not null default '[]'  -- [{"page","detail"}]
);

-- What a site's own calls have taught (core/learning.ts). A version is never changed.
create table parameter_versions (
  site_id        uuid not null references sites on delete cascade,
  version        int not null,
  made_at        timestamptz not null default now(),
  learned_from   timestamptz not null,
  learned_to     timestamptz not null,
  calls          int not null,            -- first calls it was learned from
  labelled       int not null,            -- of them named by a person, a form or a CRM
  held_out       int not null,            -- newer calls it was tested on
  score          double precision,        -- mean log-likelihood of these; higher is better
  score_in_force double precision,        -- and under the version that was in force then
  why_not        text check (why_not in ('explains-worse', 'chosen-by-hand')),  -- why it was not put in force
  parameters     jsonb not null,          -- AttributionParameters of core/attribution.ts
  primary key (site_id, version)
);

-- Which version is in force: the latest choice. None: the default prior.
create table parameter_choices (
  site_id uuid not null references sites on delete cascade,
  at      timestamptz not null default clock_timestamp(),
  version int,                            -- null: the default prior
  user_id uuid references users,          -- null: by itself
  held    boolean not null default false, -- a person chose an older one: newer ones don't take its place by themselves
  primary key (site_id, at),
  foreign key (site_id, version) references parameter_versions
);

-- A person's word on who called. The latest that is not withdrawn wins, and teaches.
create table corrections (
  id           uuid primary key,
  call_id      uuid not null references calls on delete cascade,
  user_id      uuid not null references users,
  made_at      timestamptz not null default now(),
  visit_id     uuid,                      -- null: none of our visits
  visitor_id   uuid,
  withdrawn_at timestamptz,
  check ((visit_id is null) = (visitor_id is null))
);
create index on corrections (call_id, made_at desc);

-- A form, a CRM or a correction said whose phone this is.
create table identities (
  id         uuid primary key,
  site_id    uuid not null references sites on delete cascade,
  caller     text not null check (caller ~ '^\+[1-9][0-9]{5,14}$'),
  visitor_id uuid not null,
  visit_id   uuid,
  origin     text not null check (origin in ('form', 'crm', 'correction')),
  at         timestamptz not null,
  created_at timestamptz not null default now(),
  unique (site_id, caller, visitor_id, origin)
);
create index on identities (site_id, caller);
-- The visits of those who are named; calls of theirs are judged by them.
create index on visits (site_id, visitor_id);

-- Why the answer in force is what it is.
alter table attributions add column origin text not null default 'call'
  check (origin in ('call', 'late', 'reattribution', 'correction', 'identity'));

-- The newest plan of how many numbers a site needs: what was asked, and the answer once it is there.
create table plans (
  site_id  uuid primary key references sites on delete cascade,
  asked_at timestamptz not null,
  question jsonb not null,
  state    text not null check (state in ('running', 'ready', 'failed')),
  reason   text,
  made_at  timestamptz,
  answer   jsonb
);

-- Whose capacity numbers are and which region they were given to: a country's register as its owner imported it last,
-- always replaced as a whole.
create table numbering_registers (
  country        text primary key check (country ~ '^[A-Z]{2}$'),
  imported_at    timestamptz not null,
  ranges         int not null,
  without_region int not null,            -- of the whole country, of several regions, or of one that is not known
  overlapping    int not null             -- begin inside another range: the narrower one counts
);
-- Read whole into memory (core/numbering.ts), never searched: so no index.
create table numbering_ranges (
  country  text not null,
  first    bigint not null,               -- digits with the country code, both included
  last     bigint not null check (last >= first),
  operator text not null,
  region   text                           -- a name of core/russian-regions.ts
);
