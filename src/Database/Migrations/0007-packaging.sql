-- What has to be done for a video, one row for each piece of work. Times are Unix milliseconds.
create table jobs (
  video_id text not null,
  kind text not null,
  -- Of an encode: the size that it makes. 0 for all else.
  lines bigint not null,
  lane text not null,
  -- Smaller goes first.
  priority bigint not null,
  -- waiting, running, done or failed.
  state text not null,
  attempts bigint not null default 0,
  -- Until when the node that runs it is known to be at it.
  claimed_until bigint not null default 0,
  percent double precision not null default 0,
  seconds_remaining double precision,
  failure text,
  created_at bigint not null,
  updated_at bigint not null,
  primary key (video_id, kind, lines)
);

create index jobs_by_lane on jobs (state, lane, priority, created_at);

-- What players are offered of a video. The detail is JSON: segment durations, codecs and so on.
create table package_parts (
  video_id text not null,
  name text not null,
  kind text not null,
  position bigint not null,
  detail text not null,
  primary key (video_id, name)
);

-- Whether browsers play the uploaded file as it is; until now no other film became ready.
alter table videos add column plays_directly bigint not null default 0;
update videos set plays_directly = 1 where status = 'ready';
update videos set status = 'pending' where status = 'processing';

insert into jobs (video_id, kind, lines, lane, priority, state, created_at, updated_at)
select id, 'examine', 0, 'quick', 0, 'waiting', created_at, updated_at from videos where status in ('pending', 'ready');
