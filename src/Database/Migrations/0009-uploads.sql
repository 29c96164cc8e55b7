-- Films on their way in. Booleans are 0 or 1, times are Unix milliseconds.
create table uploads (
  id text primary key,
  owner_id text not null,
  -- The video that it becomes; the row stays after that, until it expires, for clients that lost the last answer.
  video_id text not null unique,
  -- How it comes: tus, link (a signed address of ours), url (fetched by us), bucket (fetched from object storage).
  source text not null,
  -- Where it is fetched from; null when the client brings it.
  source_address text,
  status text not null,
  failure text,
  -- As the client sent it, to be sent back.
  metadata text not null,
  file_name text not null,
  title text,
  description text,
  visibility text,
  allow_download bigint,
  require_premium bigint,
  -- Null where nobody knows it before the end.
  size_bytes bigint,
  -- Bytes that are safe on the disk.
  received_bytes bigint not null,
  -- For uploads that are fetched: how often it was begun, and until when the node that began it last is known to be at it.
  attempts bigint not null default 0,
  claimed_until bigint not null default 0,
  created_at bigint not null,
  expires_at bigint not null
);

create index uploads_by_owner on uploads (owner_id, status);
create index uploads_by_status on uploads (status, expires_at);

alter table videos add column source text not null default 'upload';
alter table videos add column source_address text;

-- Films that lie in folders of the machine. A path stays here when its video is deleted, so that it is not brought in again.
create table folder_films (
  path text primary key,
  video_id text not null
);

-- Subtitle files beside such films; the language as their names say it.
create table sidecar_subtitles (
  video_id text not null,
  path text not null,
  language text,
  primary key (video_id, path)
);
