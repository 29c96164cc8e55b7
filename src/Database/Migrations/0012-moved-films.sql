-- Size and time of the last change, by which a film of a folder is known again under another name; null for those that came before.
alter table folder_films add column identity text;
create index folder_films_by_identity on folder_films (identity);
