-- What people look at with programs of their own: views that stay as they are when tables change (docs/sql.md). They show
-- what the account's people see, one line a fact; a role that can only read them is made where we may make roles.

create schema bi;
comment on schema bi is 'read-only views for BI tools; docs/sql.md';

create view bi.sites as
select s.id as site_id, s.account_id, s.name as site, s.time_zone, s.currency from sites s;

create view bi.calls as
select c.id as call_id, c.site_id, s.name as site, n.id as number_id, n.e164 as number,
       case when n.static_source is null then 'pool' else 'static' end as number_kind,
       c.direction, c.caller, k.name as contact, c.first_time, c.status, c.missed_reason, c.counts, c.spam,
       c.started_at, c.answered_at, c.ended_at,
       extract(epoch from greatest(coalesce(c.answered_at, c.ended_at) - c.started_at, interval '0'))::float8 as wait_seconds,
       extract(epoch from greatest(c.ended_at - c.answered_at, interval '0'))::float8 as talk_seconds,
       c.answered_by_name as answered_by, c.hung_up_by, c.recording_state = 'ready' as recorded, c.tags, c.category,
       a.model, a.made_at as attributed_at, a.channel, a.channel_probability, a.source, a.medium, a.campaign, a.term,
       a.campaign_probability, a.visit_id, a.visit_probability, a.nobody as nobody_probability
from calls c
join sites s on s.id = c.site_id
join numbers n on n.id = c.number_id
left join contacts k on k.site_id = c.site_id and k.phone = c.caller
left join lateral (select * from attributions a where a.call_id = c.id order by a.version desc limit 1) a on true;

create view bi.call_sources as
select c.id as call_id, c.site_id, c.started_at, p.channel, p.source, p.medium, p.campaign, p.probability
from calls c
cross join lateral (select max(version) as version from attributions where call_id = c.id) a
join attribution_sources p on p.call_id = c.id and p.version = a.version
where c.counts;

create view bi.visits as
select v.id as visit_id, v.site_id, v.visitor_id, v.new_visitor, v.at as started_at, v.channel, v.source, v.medium, v.campaign,
       v.ad_group, v.content, v.term, v.landing_page, v.referrer, v.click_ids, v.client_ids, v.device, v.os, v.browser,
       v.language, v.country, v.region, v.city
from visits v;

create view bi.numbers as
select n.id as number_id, n.site_id, n.e164 as number, n.state, n.kind, p.name as pool, n.static_source ->> 'channel' as channel,
       n.static_source ->> 'source' as source, n.static_source ->> 'medium' as medium, n.static_source ->> 'campaign' as campaign,
       n.region, n.monthly_cost as monthly_cost_minor, n.currency, n.out_of_order_since, n.created_at, n.removed_at
from numbers n left join pools p on p.id = n.pool_id;

create view bi.missed as
select b.id as task_id, b.site_id, b.phone as caller, b.new_caller, b.missed_at, b.due_at, b.closed_at, b.close_reason,
       b.reached_by as reached_by_call_id, g.name as agent
from call_backs b left join agents g on g.id = b.agent_id;

create view bi.deals as
select d.id as deal_id, d.site_id, t.name as told_by, d.far_id, d.call_id, d.title, d.stage_name as stage, d.status, d.amount_minor,
       d.currency, d.created_at, d.changed_at
from deals d left join destinations t on t.id = d.destination_id;

create view bi.spend as
select s.site_id, t.name as told_by, s.day, s.source, s.medium, s.campaign, s.campaign_id, s.ad_group, s.content, s.term,
       s.cost_minor, s.currency, s.vat_included, s.clicks, s.impressions
from spend s left join destinations t on t.id = s.destination_id;

do $$ begin
  create role dialtrace_reader nologin;
exception
  when duplicate_object then null;
  when insufficient_privilege then raise notice 'no role for readers was made: see docs/sql.md';
end $$;
do $$ begin
  if exists (select from pg_roles where rolname = 'dialtrace_reader') then
    grant usage on schema bi to dialtrace_reader;
    grant select on all tables in schema bi to dialtrace_reader;
    alter default privileges in schema bi grant select on tables to dialtrace_reader;
  end if;
end $$;
