-- Booleans are 0 or 1, times are Unix milliseconds, duration is in seconds.
create table videos (
  id text primary key,
  upload_id text not null unique,
  owner_id text not null,
  title text not null,
  description text not null,
  visibility text not null,
  status text not null,
  failure text,
  container text,
  duration double precision,
  width bigint,
  height bigint,
  video_codec text,
  audio_codec text,
  size_bytes bigint not null,
  bitrate bigint,
  frame_rate double precision,
  has_poster bigint not null default 0,
  allow_download bigint not null default 0,
  require_premium bigint not null default 0,
  view_count bigint not null default 0,
  like_count bigint not null default 0,
  -- How often processing was begun, and until when the node that began it last is known to be at it.
  attempts bigint not null default 0,
  claimed_until bigint not null default 0,
  created_at bigint not null,
  updated_at bigint not null
);

create index videos_by_owner on videos (owner_id, created_at);
create index videos_by_visibility on videos (visibility, status, created_at);
create index videos_by_status on videos (status, created_at);
