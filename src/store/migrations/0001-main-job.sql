-- The truth of Dialtrace: who may look, what is tracked, who visited, who was shown which number, who called.
-- Words are those of docs/glossary.md. Every row of a site carries site_id; visits, leases and activity are
-- append-only and partitioned by month (partitions are made ahead of time by store/partitions.ts).

create table accounts (
  id         uuid primary key,
  name       text not null,
  created_at timestamptz not null default now()
);

create table users (
  id         uuid primary key,
  account_id uuid not null references accounts,
  name       text not null,
  created_at timestamptz not null default now()
);

-- A sign-in link, a browser session and an API key are the same thing at rest: the SHA-256 of a secret.
create table access_tokens (
  token_hash bytea primary key,
  kind       text not null check (kind in ('sign-in-link', 'session', 'api-key')),
  id         uuid not null unique,
  user_id    uuid not null references users on delete cascade,
  name       text not null default '',
  hint       text not null default '',        -- last characters, so that a person can tell keys apart
  created_at timestamptz not null default now(),
  used_at    timestamptz,
  expires_at timestamptz
);

create table sites (
  id               uuid primary key,
  account_id       uuid not null references accounts,
  name             text not null,
  public_key       text not null unique check (public_key ~ '^[a-z0-9]{8,32}$'),
  time_zone        text not null default 'UTC',
  currency         text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
  -- Origins the page script may speak from, 'https://shop.example'; '*.' at the start of a host covers subdomains.
  origins          text[] not null default '{}',
  -- true: automated browsers (webdriver, headless) are given numbers as people are. For demo and test sites only.
  serve_automation boolean not null default false,
  created_at       timestamptz not null default now()
);

-- Where calls of a site go, in order: ring one target, then the next.
create table targets (
  id           uuid primary key,
  site_id      uuid not null references sites on delete cascade,
  position     int not null,
  name         text not null,
  sip_uri      text not null check (sip_uri ~ '^sip:[^\s;,&|()"$]+$'),
  ring_seconds int not null default 25 check (ring_seconds between 3 and 180),
  unique (site_id, position)
);

create table connections (
  id         uuid primary key,
  account_id uuid not null references accounts,
  name       text not null,
  kind       text not null check (kind in ('sip-trunk')),
  -- Addresses (CIDR) the operator's SIP comes from; anyone else is refused.
  addresses  cidr[] not null default '{}',
  created_at timestamptz not null default now()
);

create table pools (
  id            uuid primary key,
  site_id       uuid not null references sites on delete cascade,
  name          text not null,
  target_number text not null check (target_number ~ '^\+[1-9][0-9]{5,14}$'),  -- the business's own number on the page
  unique (site_id, target_number)
);

create table numbers (
  id            uuid primary key,
  site_id       uuid not null references sites on delete cascade,
  connection_id uuid not null references connections,
  e164          text not null check (e164 ~ '^\+[1-9][0-9]{5,14}$'),
  pool_id       uuid references pools,
  -- A static number is bound to one source; a pool number is not.
  static_source jsonb,
  region        text,
  created_at    timestamptz not null default now(),
  removed_at    timestamptz,
  check ((pool_id is null) <> (static_source is null))
);
-- A number that one site gave up may go into service at another: only numbers in service must differ. What was called
-- before stays with the site it was called at.
create unique index numbers_in_service on numbers (e164) where removed_at is null;
create index on numbers (site_id, e164);

create table visits (
  site_id      uuid not null,
  id           uuid not null,
  at           timestamptz not null,
  visitor_id   uuid not null,
  new_visitor  boolean not null,
  channel      text not null,
  source       text,
  medium       text,
  campaign     text,
  ad_group     text,
  content      text,
  term         text,
  landing_page text not null,        -- origin and path, no query
  referrer     text,                 -- origin and path, no query
  click_ids    jsonb,                -- {"yclid":"…","gclid":"…"}
  client_ids   jsonb,                -- {"ga":"…","ga_session":"…","ym":"…","fbp":"…","fbc":"…","ttp":"…"}
  device       text not null check (device in ('desktop', 'mobile', 'tablet', 'other')),
  os           text,
  browser      text,
  language     text,
  country      text,
  region       text,
  city         text,
  primary key (site_id, id, at)
) partition by range (at);
create index on visits (site_id, at);

create table leases (
  site_id   uuid not null,
  visit_id  uuid not null,
  pool_id   uuid not null,
  number_id uuid not null,
  at        timestamptz not null,
  primary key (site_id, visit_id, number_id, at)
) partition by range (at);
create index on leases (site_id, at);

create table activity (
  site_id  uuid not null,
  visit_id uuid not null,
  at       timestamptz not null,
  kind     text not null check (kind in ('view', 'beat', 'hide', 'show', 'tap', 'copy', 'close')),
  page     text                     -- origin and path, for views
) partition by range (at);
create index on activity (site_id, at);

create table calls (
  id               uuid primary key,
  site_id          uuid not null references sites,
  number_id        uuid not null references numbers,
  provider         text not null,               -- 'asterisk'
  provider_call_id text not null,
  caller           text,                        -- E.164; null: withheld or not a phone number
  caller_raw       text,
  started_at       timestamptz not null,
  answered_at      timestamptz,
  ended_at         timestamptz,
  status           text not null check (status in ('ringing', 'talking', 'answered', 'missed', 'cut-off')),
  -- why a call was missed: caller-hung-up, no-answer, busy, unavailable, rejected
  missed_reason    text,
  hung_up_by       text check (hung_up_by in ('caller', 'agent', 'system')),
  hangup_cause     int,                         -- ITU-T Q.850
  answered_by      uuid,                        -- target; kept when the target is deleted
  answered_by_name text,
  first_time       boolean not null,
  while_down       boolean not null default false,   -- taken by Asterisk alone while Dialtrace was down
  recording_state  text not null default 'none' check (recording_state in ('none', 'recording', 'ready', 'empty', 'failed')),
  recording_file   text,                        -- path below the recordings folder
  recording_seconds numeric(9,2),
  unique (provider, provider_call_id)
);
create index on calls (site_id, started_at desc, id desc);
create index on calls (site_id, caller, started_at);
create index on calls (started_at) where ended_at is null;

create table legs (
  id               uuid primary key,
  call_id          uuid not null references calls on delete cascade,
  provider_leg_id  text not null,
  step             int not null,
  target_id        uuid,
  target_name      text not null,
  started_at       timestamptz not null,
  answered_at      timestamptz,
  ended_at         timestamptz,
  outcome          text check (outcome in ('answered', 'busy', 'no-answer', 'unavailable', 'rejected', 'canceled', 'failed')),
  hangup_cause     int,
  unique (call_id, provider_leg_id)
);

-- The log of calls: every fact as it came, once. Calls and legs can be rebuilt from it.
create table call_events (
  call_id uuid not null references calls on delete cascade,
  key     text not null,               -- identifies the fact at its provider; a repeated fact has the same key
  seq     bigint generated always as identity,  -- as told: facts of the same millisecond keep their order
  at      timestamptz not null,
  kind    text not null,
  facts   jsonb not null,
  primary key (call_id, key)
);

-- Who the caller was. A new answer is a new row; the old one stays. The answer in force is the latest.
create table attributions (
  call_id              uuid not null references calls on delete cascade,
  version              int not null,
  made_at              timestamptz not null default now(),
  model                text not null,           -- rules and parameters, e.g. 'posterior-1/default-prior-1'
  repeat               boolean not null,
  visit_id             uuid,
  visit_probability    double precision,
  channel              text,
  channel_probability  double precision,
  source               text,
  medium               text,
  campaign             text,
  term                 text,
  campaign_probability double precision,
  nobody               double precision not null,
  primary key (call_id, version)
);

-- The same mass by source: what reports add up. The candidates below are only the likeliest ten visits.
create table attribution_sources (
  call_id     uuid not null,
  version     int not null,
  channel     text not null,
  source      text,
  medium      text,
  campaign    text,
  probability double precision not null,
  foreign key (call_id, version) references attributions on delete cascade
);
create index on attribution_sources (call_id, version);

create table attribution_candidates (
  call_id     uuid not null,
  version     int not null,
  rank        int not null,
  visit_id    uuid,                    -- null: a static number's source
  visitor_id  uuid,
  probability double precision not null,
  state       text not null check (state in ('tapped', 'open', 'closed', 'remembered', 'static')),
  state_seconds double precision,      -- since the tap, since the visit's start, since the last activity
  channel     text not null,
  source      text,
  medium      text,
  campaign    text,
  ad_group    text,
  content     text,
  term        text,
  primary key (call_id, version, rank),
  foreign key (call_id, version) references attributions on delete cascade
);

-- How far each provider's journal was read: committed together with what was read.
create table journals (
  provider text primary key,
  file_id  text not null,              -- inode of the file the offset belongs to
  read_to  bigint not null
);

-- What was refused or dropped and why, by day: every refusal has a reason that is counted.
create table refusals (
  day     date not null,
  site_id uuid,                        -- null: no site could be told
  room    text not null check (room in ('collect', 'telephony', 'api')),
  reason  text not null,
  count   bigint not null,
  unique nulls not distinct (day, site_id, room, reason)
);
