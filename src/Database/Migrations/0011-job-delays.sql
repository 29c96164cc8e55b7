-- When a job that something stands in the way of may be tried again, in Unix milliseconds; jobs behind it go on.
alter table jobs add column not_before bigint not null default 0;
