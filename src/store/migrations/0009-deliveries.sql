-- What the world outside is told of calls: events, where they go, and how that went.

-- Written in the transaction of what they tell of. Data of the call is read when it is told, so an event is small.
create table events (
  id       uuid primary key,             -- webhooks' message id
  seq      bigint not null generated always as identity,   -- in order of time, of one call
  site_id  uuid not null references sites on delete cascade,
  call_id  uuid references calls on delete cascade,    -- null: about no call
  type     text not null,                -- core/event.ts
  key      text not null,                -- tells events of one type and call apart
  revision int  not null,                -- which of its type this is, of this call: 1, 2 …
  at       timestamptz not null,         -- when it happened
  told_at  timestamptz not null default now(),
  about    jsonb not null default '{}',  -- what the call itself does not tell later: which agent rings
  unique nulls not distinct (site_id, call_id, type, key)
);
create index on events (site_id, told_at);
create index on events (call_id);
create index on events (told_at);

create table destinations (
  id           uuid primary key,
  site_id      uuid not null references sites on delete cascade,
  kind         text not null,            -- deliver/port.ts
  name         text not null,
  settings     jsonb not null default '{}',
  secrets      jsonb not null default '{}',      -- never leave the server, but to the destination
  hook_token   text not null default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),   -- of its address at our side
  polled_at    timestamptz,              -- when it was asked last for deals or spend
  poll_trouble text,                     -- why nothing was had of it then
  events       text[] not null,          -- which types it is told
  filter       jsonb not null default '{}',      -- core/delivery-filter.ts
  paused_by    text check (paused_by in ('person', 'refusal')),    -- deliveries wait; refusal: the owner must do something
  paused_why   text,                     -- in words, with what to do
  failures     int not null default 0,   -- requests in a row that nobody answered well
  rests_until  timestamptz,              -- nothing is tried before
  created_at   timestamptz not null default now(),
  removed_at   timestamptz
);
create index on destinations (site_id) where removed_at is null;

create table deliveries (
  id             uuid primary key,       -- the idempotency key of systems that take one
  site_id        uuid not null,
  destination_id uuid not null references destinations on delete cascade,
  event_id       uuid not null references events on delete cascade,
  seq            bigint not null,        -- the event's
  call_id        uuid,
  type           text not null,
  is_urgent      boolean not null,       -- told while the call goes on
  -- sending: begun; whoever finds it so later does not know whether it arrived
  state          text not null default 'due' check (state in ('due', 'sending', 'done', 'skipped', 'lapsed', 'parked')),
  reason         text,                   -- why it waits, was skipped, has lapsed or is parked
  attempts       int  not null default 0,
  next_at        timestamptz,            -- put off until then; null: as soon as it can be
  done_at        timestamptz,
  memo           jsonb not null default '{}',    -- steps done, so that none is done twice
  far_id         text,                   -- what the destination calls it
  created_at     timestamptz not null default now(),
  unique (event_id, destination_id)
);
-- A hundred thousand that are put off cost those that are ready nothing: they stand in an index of their own.
create index deliveries_ready on deliveries (destination_id, seq desc) where state = 'due' and next_at is null;
create index deliveries_urgent on deliveries (destination_id, created_at desc) where state = 'due' and next_at is null and is_urgent;
create index deliveries_put_off on deliveries (destination_id, next_at) where state = 'due' and next_at is not null;
create index deliveries_parked on deliveries (destination_id, created_at) where state = 'parked';
create index deliveries_begun on deliveries (destination_id, seq) where state = 'sending';
create index deliveries_of_call on deliveries (destination_id, call_id, seq) where state in ('due', 'sending');
create index deliveries_listed on deliveries (destination_id, seq desc);
create index on deliveries (call_id);

-- What destinations call things of ours: a call's activity, a phone's contact.
create table destination_links (
  destination_id uuid not null references destinations on delete cascade,
  what           text not null,
  key            text not null,
  far_id         text not null,
  primary key (destination_id, what, key)
);

-- One try, of one delivery or of several that went together.
create table attempts (
  id             uuid primary key,       -- v7
  destination_id uuid not null references destinations on delete cascade,
  at             timestamptz not null,
  milliseconds   int,                    -- null: not over, or nobody knows
  deliveries     uuid[] not null,
  exchanges      jsonb not null default '[]',    -- requests and responses, secrets masked, bodies cut
  outcome        text
);
create index on attempts (destination_id, at desc);
create index on attempts (at);
create index on attempts using gin (deliveries);
