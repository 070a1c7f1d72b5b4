-- Missed calls until somebody has reached the caller; calls that are no business of anybody.

-- Spam: marked by rules at ring or after the end, or by a person; a person's word stays. `counts` is what every report,
-- lesson and memory asks for: calls of ours and spam are listed, and count nowhere.
alter table calls
  add column spam         boolean not null default false,
  add column spam_reasons text[] not null default '{}',    -- core/spam.ts; kept when a person has said it is none
  add column spam_by      text check (spam_by in ('rules', 'person')),   -- who said so, or that it is none; null: nobody looked
  add column spam_at      timestamptz,
  add column held_back    boolean not null default false,  -- rejected before it was answered
  add column counts       boolean not null generated always as (direction = 'in' and not spam) stored,
  add constraint spam_said check (not spam or spam_by is not null);
create index calls_that_count on calls (site_id, started_at) where counts;
create index spam_calls on calls (site_id, started_at desc, id desc) where spam;

-- Who is held back, and who never is. `safe`: a person said that a call of theirs was no spam.
create table caller_list (
  id         uuid primary key,
  site_id    uuid not null references sites on delete cascade,
  list       text not null check (list in ('blocked', 'safe')),
  match      text not null check (match in ('phone', 'prefix', 'hidden')),
  phone      text,                       -- E.164; of a prefix: its beginning, '+7800'; null: callers who show no number
  note       text not null default '',
  created_at timestamptz not null default now(),
  user_id    uuid references users on delete set null,
  check (case match when 'phone' then phone ~ '^\+[1-9][0-9]{5,14}$' when 'prefix' then phone ~ '^\+[1-9][0-9]{0,13}$' else phone is null end),
  check (list = 'blocked' or match = 'phone'),
  unique nulls not distinct (site_id, match, phone)
);

-- Where a site's own differs from core/spam.ts.
create table spam_settings (
  site_id        uuid primary key references sites on delete cascade,
  holds_back     boolean not null default true,   -- false: spam is let through and marked
  threshold      int not null check (threshold between 1 and 1000),
  weights        jsonb not null default '{}',     -- {"flood-of-number": 100}
  caller_calls   int not null check (caller_calls between 2 and 1000),      -- so many calls of one caller …
  caller_minutes int not null check (caller_minutes between 1 and 60),      -- … within so long are a flood
  number_calls   int not null check (number_calls between 2 and 10000),
  number_minutes int not null check (number_minutes between 1 and 60)
);

-- When missed callers must have been called back, and what one is worth.
create table call_back_settings (
  site_id       uuid primary key references sites on delete cascade,
  limit_minutes int not null default 15 check (limit_minutes between 1 and 10080),
  schedule_id   uuid references schedules on delete set null,   -- only its open hours count; null: all do
  deal_value    bigint check (deal_value >= 0),                 -- of an average deal, minor units of the site's currency
  conversion    double precision check (conversion between 0 and 1),   -- of first calls that were answered
  automatic     boolean not null default false,
  attempts      int not null default 3 check (attempts between 1 and 10),       -- by itself, at most
  pause_minutes int not null default 5 check (pause_minutes between 1 and 240), -- after the first attempt; each next is twice as long
  team_id       uuid references teams on delete set null        -- whose agents are rung; null: all agents'
);

-- A caller who was missed and has not been reached: one open for each caller and site. Which calls it is about says
-- call_back_calls; it is shown and counted as long as one of them counts and was not answered.
create table call_backs (
  id              uuid primary key,
  site_id         uuid not null references sites on delete cascade,
  phone           text check (phone ~ '^\+[1-9][0-9]{5,14}$'),   -- null: callers who showed no number
  missed_at       timestamptz not null,      -- when the first missed call began
  due_at          timestamptz not null,
  new_caller      boolean not null,          -- had never talked with us
  agent_id        uuid references agents on delete set null,     -- whose task it is; null: the team's
  attempts        int not null default 0,    -- calls that we began by ourselves
  next_attempt_at timestamptz,               -- not before; null: at once
  last_refusal    text,                      -- why the last attempt by ourselves could not be made
  late_at         timestamptz,               -- when the owner was told that it is late
  closed_at       timestamptz,
  reached_by      uuid references calls on delete set null,      -- the answered call, in or out
  closed_by       uuid references users on delete set null,      -- a person
  close_reason    text check (close_reason in ('reached', 'reached-otherwise', 'not-a-client', 'could-not-reach', 'went-elsewhere', 'nobody-to-call')),
  note            text not null default '',
  check ((closed_at is null) = (close_reason is null))
);
create unique index open_call_backs on call_backs (site_id, phone) nulls not distinct where closed_at is null;
create index on call_backs (site_id, missed_at desc, id desc);
create index on call_backs (due_at) where closed_at is null;
create index on call_backs (reached_by);
create table call_back_calls (
  call_id      uuid primary key references calls on delete cascade,
  call_back_id uuid not null references call_backs on delete cascade
);
create index on call_back_calls (call_back_id);
