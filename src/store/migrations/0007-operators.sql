-- Operators and PBXs beside our own Asterisk: how each is spoken to, and what came of its requests.

alter table connections drop constraint connections_kind_check;
alter table connections
  add constraint connections_kind_check check (kind in (
    'sip-trunk', 'twilio', 'signalwire', 'telnyx', 'plivo', 'vonage', 'uis', 'mango', 'zadarma', 'exolve', 'voximplant',
    'megafon', 'beeline', 'sipuni', 'mts', 'freeswitch', 'pbx')),
  add column settings    jsonb not null default '{}',   -- the fields its adapter names, but those that are secret
  add column secrets     jsonb not null default '{}',   -- those: no answer of the API ever shows them
  -- Part of the address its requests come to: whoever does not know it is answered 404.
  add column hook_secret text not null unique default replace(gen_random_uuid()::text, '-', ''),
  -- A SIP trunk that calls us where we have registered, not by its address.
  add column register_uri      text check (register_uri ~ '^sips?:[^\s;,&|()"$]+$'),
  add column register_user     text,
  add column register_password text,
  add constraint connection_registration check (register_uri is null or register_user is not null);

-- What came of requests to a connection's hooks: 'taken', or why they were refused. `detail`: of the last one.
create table hook_outcomes (
  connection_id uuid not null references connections on delete cascade,
  outcome       text not null,
  count         bigint not null,
  last_at       timestamptz not null,
  detail        text not null default '',
  primary key (connection_id, outcome)
);

-- Calls of an operator that may still have to be looked up there: what its requests have lost.
create index calls_open_of_provider on calls (provider, started_at) where ended_at is null;
