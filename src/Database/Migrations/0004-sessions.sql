-- Parties that people enter with a password. expires_at: when the party ends whatever happens. founder_id: the profile that
-- is host again whenever it takes a seat. A party's video_id is empty where no film of the library is shown.
alter table parties add column expires_at bigint;
alter table parties add column password_hash text;
alter table parties add column founder_id text;

-- 0 for a seat that was taken ahead, until its member connects for the first time.
alter table party_members add column has_arrived bigint not null default 1;
