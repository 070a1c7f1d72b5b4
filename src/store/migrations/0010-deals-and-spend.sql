-- What comes back: what calls became, and what ads cost.

create table deals (
  id             uuid primary key,
  site_id        uuid not null references sites on delete cascade,
  destination_id uuid references destinations on delete cascade,     -- who tells of it; null: a file or the API
  far_id         text not null,          -- what the teller calls it
  call_id        uuid references calls on delete set null,           -- what it came of: named by the teller, or by the client's phone
  phones         text[] not null default '{}',   -- of the client, E.164
  title          text,
  stage_id       text,
  stage_name     text,
  status         text not null check (status in ('open', 'won', 'lost')),
  amount_minor   bigint,                 -- of `currency`; below zero: given back
  currency       text,
  url            text,                   -- of its page at the teller
  revision       int not null default 1, -- how often it was told of
  created_at     timestamptz not null,
  changed_at     timestamptz not null,   -- by the teller's clock
  unique nulls not distinct (site_id, destination_id, far_id)
);
create index on deals (site_id, changed_at desc, id);
create index on deals (call_id);
create index on deals using gin (phones);

create table spend (
  id             uuid primary key,
  site_id        uuid not null references sites on delete cascade,
  destination_id uuid references destinations on delete cascade,     -- who tells of it; null: a file or the API
  feed           text not null default '',       -- which file or program, where there are several
  day            date not null,          -- in the site's time zone
  source         text,
  medium         text,
  campaign       text,
  campaign_id    text,                   -- the ad system's own
  ad_group       text,
  content        text,
  term           text,
  cost_minor     numeric(20, 4) not null,        -- of `currency`, as it was charged
  currency       text not null,
  vat_included   boolean,                -- null: nobody says
  clicks         int,
  impressions    int
);
create index on spend (site_id, day, id);
create index on spend (destination_id, day);
