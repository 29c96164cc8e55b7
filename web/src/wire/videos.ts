export type Visibility = 'private' | 'unlisted' | 'public';
export type VideoStatus = 'pending' | 'processing' | 'ready' | 'failed';

export interface Video {
  id: string;
  title: string;
  description: string;
  uploader: { id: string; name: string };
  thumbnail: string | null;
  /** "HH:MM:SS". */
  duration: string | null;
  duration_seconds: number | null;
  failure_reason: string | null;
  /** For who may edit it: what is in its file and cannot be shown. */
  notes: string[];
  /** Bytes. */
  file_size: number | null;
  visibility: Visibility;
  status: VideoStatus;
  can_edit: boolean;
  created_at: string;
}

export interface VideoChange {
  title?: string;
  visibility?: Visibility;
}

export interface VideoUpload {
  success: boolean;
  upload_id: string;
  video_id: string;
  message: string;
}

export interface VideoUploadStatus {
  upload_id: string;
  status: 'uploading' | 'processing' | 'ready' | 'failed';
  /** 0 to 100, until it can be watched. */
  progress: number;
  message: string;
  video_id?: string;
  stage: 'uploading' | 'waiting' | 'examining' | 'preparing' | 'improving' | 'finished' | 'failed';
  /** 0 to 100. */
  stage_progress: number;
  seconds_remaining: number | null;
}

export interface Subtitle {
  id: string;
  /** RFC 5646; "und" when nobody knows. */
  language: string;
  label: string;
  url: string;
  is_default: boolean;
  is_forced: boolean;
  /** A track of the film's own file cannot be changed. */
  source: 'film' | 'upload' | 'folder';
}

export interface VideoStreamInfo {
  /** The film itself where browsers play it, else the HLS playlist. */
  streaming_url: string;
  thumbnail_url: string | null;
  quality_variants: { quality: string; bitrate: number }[];
  audio_tracks: { language: string; label: string; is_default: boolean }[];
  /** No more sizes, subtitles or pictures will come of themselves. */
  is_complete: boolean;
  hls_url: string | null;
  subtitles: Subtitle[];
  /** WebVTT that names parts of pictures, for the seek bar. */
  storyboard_url: string | null;
  /** The film itself can be given to a video element. */
  plays_directly: boolean;
  /** The caller may add subtitles. */
  can_edit: boolean;
}
