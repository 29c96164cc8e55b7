-- owner: an account's id, or what another issuer calls its user; title: the client's own id of a film. position in seconds,
-- updated_at in Unix milliseconds. Rows older than 30 days count as gone.
create table progress (
  owner text not null,
  title text not null,
  position double precision not null,
  updated_at bigint not null,
  primary key (owner, title)
);

create index progress_updated on progress (updated_at);

-- Whether statuses without a token move the party: see the PlayerStatus door.
alter table parties add column open_status_control bigint not null default 0;
