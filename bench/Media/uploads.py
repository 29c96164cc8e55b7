"""Films that people upload, and when they can be watched."""
import os
import subprocess
import time
import urllib.request

from matinee import cpu, ffmpeg

SECONDS = 60
PICTURE = "testsrc2=s=1920x1080:r=30:d=6,noise=alls=8:allf=t"
FILMS = {
    "H.264 + AAC, mp4": ("h264.mp4", ["-c:v", "libx264", "-preset", "veryfast", "-g", "60", "-b:v", "6M", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart"]),
    "HEVC + AC-3, mkv": ("hevc.mkv", ["-c:v", "libx265", "-preset", "ultrafast", "-b:v", "5M", "-pix_fmt", "yuv420p", "-x265-params", "log-level=none", "-c:a", "ac3"]),
    "VP9 + Opus, webm": ("vp9.webm", ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-row-mt", "1", "-b:v", "5M", "-pix_fmt", "yuv420p", "-c:a", "libopus"]),
}


def make(work, what):
    """One minute in 1080p30: six seconds that are drawn, ten times. Kept for the next run where MATINEE_BENCH_FILMS names a folder."""
    name, encoding = FILMS[what]
    folder = os.environ.get("MATINEE_BENCH_FILMS", work)
    reel, film = f"{folder}/reel-{name}", f"{folder}/film-{name}"
    if os.path.exists(film):
        return film
    ffmpeg("-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", "sine=frequency=440:duration=6:sample_rate=48000", *encoding, "-shortest", reel)
    ffmpeg("-stream_loop", str(SECONDS // 6 - 1), "-i", reel, "-c", "copy", film)
    os.remove(reel)
    return film


def fetch(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()


def first_pictures(server, video, work):
    """True once the list, the smallest size's list, its first two segments can be fetched and their pictures decoded."""
    if not (url := server.stream(video)):
        return False
    base = url.rsplit("/", 1)[0]
    master = fetch(url).decode().splitlines()
    sizes = [(int(line.split("BANDWIDTH=")[1].split(",")[0]), master[index + 1]) for index, line in enumerate(master) if line.startswith("#EXT-X-STREAM-INF")]
    folder = min(sizes)[1].rsplit("/", 1)[0]
    segments = [line for line in fetch(f"{base}/{folder}/playlist.m3u8").decode().splitlines() if line.endswith(".m4s")]
    if len(segments) < 2:
        return False
    path = f"{work}/first.mp4"
    with open(path, "wb") as file:
        for name in ["init.mp4", *segments[:2]]:
            file.write(fetch(f"{base}/{folder}/{name}"))
    probe = ["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", path]
    frames = subprocess.run(probe, capture_output=True, text=True).stdout.strip().strip(",")
    return frames.isdigit() and int(frames) >= 100


def stage(server, upload):
    return server.get(f"/api/videos/upload/{upload}/status/")["stage"]


class Watch:
    """Seconds since the upload's end, and processor seconds of the programs that the server has started since."""

    def __init__(self, server):
        self.server, self.began, self.children = server, time.monotonic(), cpu(server.process.pid, children=True)

    @property
    def seconds(self):
        return time.monotonic() - self.began

    @property
    def cpu(self):
        return cpu(self.server.process.pid, children=True) - self.children
