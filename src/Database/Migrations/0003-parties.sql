-- Times are Unix milliseconds, positions seconds. Connections, stalls and latencies live in memory only: after a restart
-- nobody is connected.
create table parties (
  id text primary key,
  code text not null,
  video_id text not null,
  title text not null,
  duration double precision,
  status text not null,
  max_members bigint not null,
  is_public bigint not null,
  wait_for_bufferers bigint not null,
  guests_allowed bigint not null,
  moderators_control bigint not null,
  position double precision not null,
  rate double precision not null,
  is_playing bigint not null,
  is_held bigint not null,
  playback_at bigint not null,
  playback_seq bigint not null,
  epoch bigint not null,
  seq bigint not null,
  created_at bigint not null,
  alive_at bigint not null,
  empty_since bigint,
  ended_at bigint,
  end_reason text
);

-- A code names one party at a time; it is free again when that party has ended.
create unique index parties_live_code on parties (code) where ended_at is null;
create index parties_live on parties (id) where ended_at is null;

create table party_members (
  party_id text not null references parties (id) on delete cascade,
  profile_id text not null,
  account_id text not null,
  name text not null,
  avatar text,
  role text not null,
  is_guest bigint not null,
  joined_at bigint not null,
  joined_seq bigint not null,
  is_kicked bigint not null default 0,
  primary key (party_id, profile_id)
);

create index party_members_account on party_members (account_id);

-- ordinal: milliseconds since 1970, unique within the party; it is both the order and the time of a message.
create table party_messages (
  id text primary key,
  party_id text not null references parties (id) on delete cascade,
  ordinal bigint not null,
  profile_id text not null,
  name text not null,
  avatar text,
  text text not null,
  video_position double precision,
  client_id text
);

create unique index party_messages_order on party_messages (party_id, ordinal);
create unique index party_messages_client on party_messages (party_id, profile_id, client_id);
