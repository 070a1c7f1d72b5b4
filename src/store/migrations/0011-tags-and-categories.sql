-- What people say of calls.

alter table calls add column tags text[] not null default '{}';   -- what it was about
alter table calls add column category text                        -- core/category.ts; null: nobody has said
  check (category in ('hot', 'warm', 'cold', 'target', 'not-target'));
create index on calls using gin (tags) where tags <> '{}';
