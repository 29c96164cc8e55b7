-- Subtitles that somebody added to a film; each has a WebVTT file beside it. Booleans are 0 or 1, times are Unix milliseconds.
create table subtitles (
  id text primary key,
  video_id text not null,
  language text not null,
  label text not null,
  -- At most one of a film.
  is_default bigint not null,
  is_forced bigint not null,
  -- upload, or folder for a file that lay beside the film.
  source text not null,
  created_at bigint not null
);

create index subtitles_by_video on subtitles (video_id, created_at);

-- Which state of the file was taken in, and as what; null where it could not be read. A subtitle that was deleted does not come back.
alter table sidecar_subtitles add column written_at bigint not null default 0;
alter table sidecar_subtitles add column subtitle_id text;

-- Sentences for the owner of a film that plays, one a line.
alter table videos add column notes text;
