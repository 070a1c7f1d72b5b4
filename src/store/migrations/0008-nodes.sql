-- Several nodes on one database: which of them live, and test calls that one dials and another is reached by.

create table nodes (
  name     text primary key,               -- its NODE_NAME
  provider text not null unique,           -- what calls of its engine bear
  seen_at  timestamptz not null,           -- by the database's clock; every few seconds while it lives
  gone_at  timestamptz,                    -- its engine is known to have ended; null: it lives, or nobody knows
  gone_why text check (gone_why in ('stopped', 'person')),   -- it said so itself, or a person did
  check ((gone_at is null) = (gone_why is null))
);
-- Those that have left calls, and those before this table: they are silent from now on.
insert into nodes (name, provider, seen_at)
  select case provider when 'asterisk' then 'dialtrace' else substr(provider, 10) end, provider, now()
  from (select provider from journals union select provider from calls where ended_at is null) p
  where provider = 'asterisk' or provider like 'asterisk:%';

-- Which node dials a check, and what the nodes have seen of it so far.
alter table check_requests
  add column node           text,
  add column reached_at     timestamptz,   -- the test call came back …
  add column reached_node   text,          -- … at this node …
  add column reached_did    text,          -- … as a call to this number …
  add column reached_caller text,
  add column reached_right  boolean,       -- … which is the one that was dialled
  add column gave_way_to    text,          -- the caller of another call to the number, for whom it is to be hung up
  add column listened       boolean not null default false,   -- the node it reached has heard all of it:
  add column tone_there     double precision;                 -- this, in dB; null: nothing
