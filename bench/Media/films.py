"""One film of each kind, alone: from the upload's end to the first pictures and to the last size; see ../media."""
import sys

from matinee import Matinee
from uploads import FILMS, SECONDS, Watch, first_pictures, make, stage

WORK, KINDS = sys.argv[1], sys.argv[2:]


def measure(server, film):
    upload, video = server.upload(film)
    watch = Watch(server)
    server.wait_until(lambda: first_pictures(server, video, WORK), 120)
    first = watch.seconds
    direct = server.get(f"/api/videos/{video}/stream/")["plays_directly"]
    server.wait_until(lambda: stage(server, upload) in ("finished", "failed"), 600, pause=0.2)
    sizes = [variant["quality"] for variant in server.get(f"/api/videos/{video}/stream/")["quality_variants"]]
    return first, watch.seconds, watch.cpu, sizes, direct


def main():
    print("\n## One film\n")
    print(f"A minute of 1080p at 30 pictures a second, about 5 Mbit/s, alone on the machine. First pictures: the playlist, the smallest size's list and its first two segments were "
          "fetched and decoded. Speed: seconds of film, over all sizes that were encoded, in a second. CPU: of ffmpeg and ffprobe.\n")
    print("| film | first pictures, s | all sizes and previews, s | sizes | speed | CPU s |")
    print("|---|---:|---:|---|---:|---:|")
    for what in [what for what in FILMS if not KINDS or FILMS[what][0].split(".")[0] in KINDS]:
        film = make(WORK, what)
        with Matinee(f"{WORK}/one-{film.rsplit('.', 1)[1]}", 18092) as server:
            first, whole, used, sizes, direct = measure(server, film)
        encoded = len(sizes) - (1 if direct and film.endswith(".mp4") else 0)
        note = "; the file itself plays as well" if direct else ""
        print(f"| {what} | {first:.1f} | {whole:.0f} | {', '.join(sizes)}{note} | {encoded * SECONDS / whole:.1f} | {used:.0f} |", flush=True)


main()
