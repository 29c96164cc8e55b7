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
  /** 0 to 100. */
  progress: number;
  message: string;
  video_id?: string;
}

export interface VideoStreamInfo {
  streaming_url: string;
  thumbnail_url: string | null;
}
