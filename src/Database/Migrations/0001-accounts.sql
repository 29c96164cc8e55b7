-- Times are Unix milliseconds, truth values 0 and 1.

-- A guest has neither e-mail nor password, and guest_of names the one party that it is good for.
create table accounts (
    id text primary key,
    email text unique,
    password_hash text,
    first_name text not null,
    last_name text not null,
    is_verified bigint not null,
    is_administrator bigint not null,
    guest_of text,
    created_at bigint not null,
    last_login_at bigint,
    closed_at bigint
);

create table profiles (
    id text primary key,
    account_id text not null references accounts (id) on delete cascade,
    name text not null,
    avatar_url text,
    age_category text not null,
    content_rating text not null,
    pin_hash text,
    is_default bigint not null,
    created_at bigint not null
);

create index profiles_of_account on profiles (account_id);
create unique index default_profile_of_account on profiles (account_id) where is_default = 1;

-- One row per sign-in: the family of its refresh tokens. ended_at also ends the access tokens that were made with it.
create table logins (
    id text primary key,
    account_id text not null references accounts (id) on delete cascade,
    profile_id text not null,
    created_at bigint not null,
    expires_at bigint not null,
    ended_at bigint
);

create index logins_of_account on logins (account_id);

-- Used tokens stay until their login goes, so that using one again is seen.
create table refresh_tokens (
    hash text primary key,
    login_id text not null references logins (id) on delete cascade,
    expires_at bigint not null,
    used_at bigint
);

create index refresh_tokens_of_login on refresh_tokens (login_id);

-- At most one row: the code that makes the first administrator.
create table administrator_setup (
    id bigint primary key check (id = 1),
    code_hash text not null,
    created_at bigint not null
);
