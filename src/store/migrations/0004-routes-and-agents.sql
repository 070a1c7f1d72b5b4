-- Who answers calls, when, and by which route; whom the business knows.

-- When a business is open or an agent is on shift, in the site's time zone (core/route.ts Schedule).
create table schedules (
  id      uuid primary key,
  site_id uuid not null references sites on delete cascade,
  name    text not null,
  weekly  jsonb not null default '[]',
  dates   jsonb not null default '[]',
  unique (site_id, name)
);

-- An agent was a target so far: one who is rung at a SIP address, in the order of a line. The line stays: it is where
-- calls go as long as no route is published.
alter table targets rename to agents;
alter table agents rename column position to line_position;
alter table agents
  alter column line_position drop not null,           -- null: not in the line
  alter column sip_uri drop not null,
  add column phone_kind      text not null default 'sip' check (phone_kind in ('sip', 'number', 'registered')),
  add column phone_number    text check (phone_number ~ '^\+[1-9][0-9]{5,14}$'),
  add column connection_id   uuid references connections,      -- the phone number is called through it; null: the one of the called number
  add column login           text unique check (login ~ '^[a-z0-9][a-z0-9._-]{1,38}$'),   -- of the phone registered with us
  add column password        text,
  add column extension       text check (extension ~ '^[0-9]{2,6}$'),
  add column skills          jsonb not null default '{}',      -- {"english": 3}: level 1…5
  add column schedule_id     uuid references schedules on delete set null,   -- null: always on shift
  add column wrap_up_seconds int not null default 0 check (wrap_up_seconds between 0 and 3600),
  add column away_since      timestamptz,
  add column away_reason     text not null default '',
  add column created_at      timestamptz not null default now(),
  add column removed_at      timestamptz,                      -- calls still tell who answered
  add constraint agent_phone check (case phone_kind when 'sip' then sip_uri is not null when 'number' then phone_number is not null else login is not null and password is not null end),
  add constraint agent_removed check (removed_at is null or line_position is null);
create unique index agents_extension on agents (site_id, extension) where removed_at is null;

create table teams (
  id      uuid primary key,
  site_id uuid not null references sites on delete cascade,
  name    text not null,
  unique (site_id, name)
);
create table team_members (
  team_id  uuid not null references teams on delete cascade,
  agent_id uuid not null references agents on delete cascade,
  priority int not null default 1 check (priority between 1 and 9),   -- 1 is rung before 2
  primary key (team_id, agent_id)
);

-- What agents were doing and when: each change, oldest first. Never changed.
create table agent_history (
  agent_id uuid not null references agents on delete cascade,
  at       timestamptz not null default now(),
  state    text not null check (state in ('free', 'talking', 'wrap-up', 'away', 'off-shift')),
  reason   text not null default '',
  user_id  uuid references users,        -- null: by itself
  call_id  uuid
);
create index on agent_history (agent_id, at desc);
create index on legs (target_id, answered_at desc) where answered_at is not null;   -- when an agent last talked

-- Sounds for callers and agents; each node has its own copy, DATA_DIR/sounds/<id>.wav.
create table sounds (
  id         text primary key check (id ~ '^[a-z0-9]{8,64}$'),    -- of spoken words: made from the words
  site_id    uuid references sites on delete cascade,             -- null: spoken by us, of use to every site
  name       text not null,
  words      text,                       -- spoken by us; null: uploaded
  language   text check (language in ('ru', 'en')),
  seconds    numeric(7,2) not null,
  wav        bytea not null,             -- 8 kHz, mono, 16 bit; empty: removed
  heard_at   timestamptz not null default now(), -- when it was last of use, to a day
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  constraint sound_origin check ((site_id is null) = (words is not null))
);
create index on sounds (site_id) where removed_at is null;

-- Names of spoken words are made with it, so that nobody finds out by an address which words there were.
create table sound_key (
  one boolean primary key default true check (one),
  key bytea not null
);
insert into sound_key (key) values (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

create table routes (
  id         uuid primary key,
  site_id    uuid not null references sites on delete cascade,
  name       text not null,
  draft      jsonb not null,             -- core/route.ts Route, as last saved; may have faults
  draft_at   timestamptz not null default now(),
  draft_by   uuid references users,      -- who saved it last; null: a key, or nobody since it was made
  created_at timestamptz not null default now(),
  removed_at timestamptz
);
-- What was published. Never changed; an older one in force again is a new version.
create table route_versions (
  route_id uuid not null references routes on delete cascade,
  version  int not null,
  route    jsonb not null,
  at       timestamptz not null default now(),
  user_id  uuid references users,
  note     text not null default '',
  primary key (route_id, version)
);
-- Which route a call takes: its number's, else its pool's, else its site's, else the line. Only with a published version.
alter table numbers add column route_id uuid references routes;
alter table pools   add column route_id uuid references routes;
alter table sites   add column route_id uuid references routes,
                    add column language text not null default 'ru' check (language in ('ru', 'en'));  -- of what callers and agents hear

-- Whom the business knows, by phone.
create table contacts (
  id         uuid primary key,
  site_id    uuid not null references sites on delete cascade,
  phone      text not null check (phone ~ '^\+[1-9][0-9]{5,14}$'),
  name       text not null default '',
  vip        boolean not null default false,
  tags       text[] not null default '{}',
  value      bigint not null default 0,  -- sum of deals, minor units of the site's currency
  manager_id uuid references agents on delete set null,
  note       text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (site_id, phone)
);

alter table calls
  add column direction     text not null default 'in' check (direction in ('in', 'out')),
  add column route_id      uuid,
  add column route_version int,
  add column plan          jsonb,        -- what telephony was told (core/plan.ts); null: the plan on its disk, or the operator's own
  add column trail         jsonb,        -- how the route came to it (core/route.ts Trail)
  add column notice_at     timestamptz,  -- when the caller was told of the recording
  add column consent       boolean;      -- to the recording, where it was asked for
alter table legs add column client boolean not null default false;   -- of a call of ours: it rings the client
alter table legs drop constraint legs_outcome_check;
alter table legs add constraint legs_outcome_check
  check (outcome in ('answered', 'busy', 'no-answer', 'unavailable', 'rejected', 'declined', 'canceled', 'failed'));
