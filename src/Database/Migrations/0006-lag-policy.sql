-- What the room does for a viewer who lacks data: Wait, CatchUp or Quorum.
alter table parties add column lag_policy text not null default 'Wait';
update parties set lag_policy = 'CatchUp' where wait_for_bufferers = 0;
alter table parties drop column wait_for_bufferers;
