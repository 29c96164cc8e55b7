"""Several films at once: when the first and the last of them can be watched; see ../media."""
import sys
import time

from matinee import Matinee
from uploads import first_pictures, make

WORK = sys.argv[1]
LENGTHS = [int(value) for value in sys.argv[2:]] or [1, 2, 5, 10]
KINDS = ["H.264 + AAC, mp4", "HEVC + AC-3, mkv"]


def measure(server, film, count):
    """Seconds from the end of the last upload to the first pictures of each film, in the order in which they came."""
    videos = [server.upload(film)[1] for _ in range(count)]
    began, seconds = time.monotonic(), {}

    def all_there():
        for video in videos:
            if video not in seconds and first_pictures(server, video, WORK):
                seconds[video] = time.monotonic() - began
        return len(seconds) == count

    server.wait_until(all_there, 900, pause=0.1)
    return [seconds[video] for video in videos]


def main():
    print("\n## Films in a queue\n")
    print("The same films, uploaded one right after the other; further sizes are encoded meanwhile, as they come. Seconds count from the end of the last upload.\n")
    print("| film | queued | first pictures of the first, s | of the middle one, s | of the last, s | a film more, s |")
    print("|---|---:|---:|---:|---:|---:|")
    for what in KINDS:
        film = make(WORK, what)
        for count in LENGTHS:
            with Matinee(f"{WORK}/queue-{what[:4]}-{count}", 18092) as server:
                seconds = measure(server, film, count)
            more = f"{(seconds[-1] - seconds[0]) / (count - 1):.1f}" if count > 1 else ""
            print(f"| {what if count == LENGTHS[0] else ''} | {count} | {seconds[0]:.1f} | {seconds[count // 2]:.1f} | {seconds[-1]:.1f} | {more} |", flush=True)


main()
