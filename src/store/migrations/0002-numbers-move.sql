-- A number that one site gave up may go into service at another: only numbers in service must differ. What was called
-- before stays with the site it was called at.

alter table numbers drop constraint numbers_e164_key;
create unique index numbers_in_service on numbers (e164) where removed_at is null;
create index on numbers (site_id, e164);
