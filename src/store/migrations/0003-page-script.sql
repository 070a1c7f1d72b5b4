-- A static number's place on the site: shown instead of one of the business's own numbers to the page views its rule
-- fits. Placements are asked before the pools, in order of their position.
create table placements (
  number_id     uuid primary key references numbers on delete cascade,
  target_number text not null check (target_number ~ '^\+[1-9][0-9]{5,14}$'),  -- the business's own number on the page
  position      int not null default 0,
  -- visitors: who may be known; without-consent: who may not; robots: crawlers and automated browsers.
  audiences     text[] not null default '{visitors}'
                check (audiences <> '{}' and audiences <@ '{visitors,without-consent,robots}'),
  targeting     jsonb not null default '{}'   -- as of pools
);
