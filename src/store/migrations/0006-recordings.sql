-- Recordings: what was recorded of a call, where it lies, how long it is kept, who listened.

-- Stores beside the local disk, S3-compatible. One is a site's, or the house's (site_id null: named by the environment,
-- which alone knows its keys). A store that recordings lie in stays known when another one is chosen.
create table recording_stores (
  id         uuid primary key,
  site_id    uuid references sites on delete cascade,
  endpoint   text not null,                 -- 'https://s3.example'
  region     text not null,
  bucket     text not null,
  prefix     text not null default '',
  path_style boolean not null default true,
  key_id     text,
  secret     text,                          -- never leaves us
  direct     boolean not null default false,    -- browsers are sent to the store by links that end soon
  created_at timestamptz not null default now(),
  unique nulls not distinct (site_id, endpoint, bucket, prefix)
);

-- A site's rules (core/recording-rules.ts RecordingRules) and where its recordings go.
create table recording_rules (
  site_id  uuid primary key references sites on delete cascade,
  rules    jsonb not null,
  -- 'house': as the environment says; 'disk'; 'own': own_store
  place    text not null default 'house' check (place in ('house', 'disk', 'own')),
  own_store uuid references recording_stores on delete set null,
  check (place <> 'own' or own_store is not null)
);

create table recordings (
  id            uuid primary key,
  call_id       uuid not null references calls on delete cascade,
  site_id       uuid not null references sites on delete cascade,
  kind          text not null check (kind in ('talk', 'voicemail', 'operator')),
  source_key    text not null default '',      -- which of several tapes or operator's recordings of one call: the fact that told it
  -- 'due': not in its place yet; 'empty': nothing was said; 'failed': given up, see error
  state         text not null default 'due' check (state in ('due', 'ready', 'empty', 'failed', 'deleted')),
  raw_file      text,                          -- the engine's own, by name below recordings/raw, until it is kept
  operator_ref  jsonb,                         -- what the operator calls it, until it is fetched
  store_id      uuid references recording_stores,  -- null: on the local disk
  file          text,                          -- path below the recordings folder, or below the store's prefix
  wav_file      text,                          -- the uncompressed one, local, kept beside the encoded one for a while
  wav_until     timestamptz,
  codec         text check (codec in ('wav', 'opus', 'mp3')),
  encoded       boolean not null default false,    -- it is as it shall stay
  channels      int,
  seconds       numeric(9,2),
  bytes         bigint,
  sha256        text,
  started_at    timestamptz,                   -- when its first sample was heard
  pauses        jsonb not null default '[]',   -- [{"at": 12.5, "seconds": 8}]: silence in place of what was not recorded
  levels        jsonb,                         -- core/recording-sound.ts Level of each channel
  flags         text[] not null default '{}',  -- one-way, caller-silent, agent-silent, length-differs
  peaks         bytea,                         -- core/recording-sound.ts Sound.peaks
  attempts      int not null default 0,        -- of the step that is next: keep or fetch, encode, move
  next_at       timestamptz not null default now(),
  error         text,
  delete_after  timestamptz,                   -- null: kept until a person deletes it
  hold          boolean not null default false,    -- kept whatever the rules say
  created_at    timestamptz not null default now(),
  deleted_at    timestamptz,
  deleted_why   text check (deleted_why in ('rule', 'spam', 'tag', 'person', 'caller-asked', 'consent-refused')),
  deleted_by    uuid references users on delete set null,
  unique (call_id, kind, source_key),
  check (state <> 'ready' or (file is not null and codec is not null)),
  check (state <> 'deleted' or (file is null and wav_file is null and deleted_at is not null))
);
create index on recordings (site_id, created_at);
-- Each is looked for every few seconds. What lies where it shall has next_at 'infinity'.
create index recordings_due on recordings (next_at) where state = 'due' or (state = 'ready' and not encoded);
create index recordings_to_move on recordings (next_at) where state = 'ready' and encoded;
create index calls_to_keep on calls (provider) where recording_state = 'recording';
create index recordings_to_delete on recordings (delete_after) where state = 'ready' and not hold;
create index recordings_wav on recordings (wav_until) where wav_file is not null;
create index call_events_recorded on call_events (call_id) where kind in ('voicemail', 'recording-offered');

-- Files that no row names any more and that must be gone: tried until they are.
create table recording_leftovers (
  id       uuid primary key default gen_random_uuid(),
  store_id uuid references recording_stores on delete cascade,  -- null: local
  file     text not null,
  since    timestamptz not null default now(),
  attempts int not null default 0,
  next_at  timestamptz not null default now(),
  error    text
);

-- Who listened, who took a copy, who deleted: each time, for three years.
create table recording_log (
  id           bigint generated always as identity primary key,
  recording_id uuid not null,
  call_id      uuid not null,
  site_id      uuid not null,
  at           timestamptz not null default now(),
  action       text not null check (action in ('play', 'download', 'delete', 'hold', 'release')),
  user_id      uuid references users on delete set null,    -- null: by rule
  user_name    text,
  ip           text
);
create index on recording_log (call_id, at);
create index on recording_log (at);

insert into recordings (id, call_id, site_id, kind, state, file, codec, channels, seconds, started_at, delete_after)
  select gen_random_uuid(), id, site_id, 'talk', 'ready', recording_file, 'wav', 2, recording_seconds, answered_at, null
  from calls where recording_state = 'ready' and recording_file is not null;
alter table calls drop column recording_file, drop column recording_seconds;
