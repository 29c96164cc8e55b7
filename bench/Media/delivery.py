"""Segments and a playlist as Matinee serves them by signed links, beside nginx with the same files; see ../media."""
import glob
import os
import re
import statistics
import subprocess
import sys
import time

from matinee import Matinee, cpu, ffmpeg

WORK = sys.argv[1]
HERE = os.path.dirname(os.path.abspath(__file__))
PORTS = {"matinee": 18090, "nginx": 18091}
SECONDS, WARM_UP, ROUNDS, CONNECTIONS = (int(value) for value in os.environ.get("MATINEE_BENCH_ROUNDS", "4 6 5 16").split())
SIZES = [0.3, 1, 3]  # MB of a segment of four seconds

NGINX = """
daemon off; worker_processes 1; pid {work}/nginx.pid; error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  client_body_temp_path {work}/body; proxy_temp_path {work}/proxy; fastcgi_temp_path {work}/fastcgi; uwsgi_temp_path {work}/uwsgi; scgi_temp_path {work}/scgi;
  types {{ video/mp4 m4s; application/vnd.apple.mpegurl m3u8; }}
  open_file_cache max=1000 inactive=60s;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


def make_film(megabytes):
    """Sixteen seconds at an even rate: four segments of that size each."""
    path = f"{WORK}/{megabytes}.mp4"
    rate = f"{int(megabytes * 2000)}k"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=16", "-c:v", "libx264", "-preset", "ultrafast", "-b:v", rate, "-minrate", rate, "-maxrate", rate,
           "-bufsize", rate, "-x264-params", "nal-hrd=cbr:force-cfr=1", "-g", "100", "-pix_fmt", "yuv420p", path)
    return path


def wrk(port, paths, seconds):
    """Requests and bytes a second, and the median time of an answer in ms."""
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", f"{HERE}/paths.lua", f"http://127.0.0.1:{port}", "--", *paths]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    fault = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: .*", out)
    if fault:
        sys.exit(f"{paths[0]} on port {port}: {fault[0]}\n{out}")
    count, took, size = re.search(r"TOTALS (\d+) (\d+) (\d+)", out).groups()
    value, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", out).groups()
    return int(count) / int(took) * 1e6, int(size) / int(took) * 1e6, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def measure(pid, port, paths, seconds):
    began, start = cpu(pid), time.monotonic()
    requests, size, p50 = wrk(port, paths, seconds)
    used = (cpu(pid) - began) / (time.monotonic() - start)
    return {"requests": requests, "size": size, "p50": p50, "busy": used, "requests per cpu": requests / used, "size per cpu": size / used}


def table(rounds):
    print("\n## Delivery\n")
    print(f"{CONNECTIONS} kept connections, server and wrk on a core each; nginx with one worker, sendfile, tcp_nopush and open_file_cache. "
          f"Medians of {ROUNDS} rounds of {SECONDS} s after {WARM_UP} s to warm up.\n")
    print("| what | server | MB/s | requests/s | p50 ms | core busy | CPU s per GB | GB per CPU s | requests per CPU s | Matinee/nginx per CPU s |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for what, results in rounds.items():
        ratio = statistics.median(ours["size per cpu"] / theirs["size per cpu"] for ours, theirs in zip(results["matinee"], results["nginx"]))
        for server, values in results.items():
            m = {key: statistics.median(value[key] for value in values) for key in values[0]}
            print(f"| {what if server == 'matinee' else ''} | {server} | {m['size'] / 1e6:,.0f} | {m['requests']:,.0f} | {m['p50']:.2f} | {m['busy']:.0%} | {1e9 / m['size per cpu']:.2f} "
                  f"| {m['size per cpu'] / 1e9:.2f} | {m['requests per cpu']:,.0f} | {f'**{ratio:.2f}**' if server == 'matinee' else ''} |")


def main():
    # Sizes of one film after the other, so no further size is encoded beside the measurement.
    with Matinee(f"{WORK}/data", PORTS["matinee"], "--Matinee:Media:EncodesAtOnce=0", pin="0") as server:
        root = f"{WORK}/data/media"
        targets = {}
        for megabytes in SIZES:
            _, video = server.upload(make_film(megabytes))
            link = server.wait_until(lambda: server.stream(video), 60)
            folder = server.wait_until(lambda: glob.glob(f"{root}/{video}/stream/v*/complete.m3u8"), 60)[0].rsplit("/", 1)[0]
            name = os.path.basename(folder)
            base = link.rsplit("/", 1)[0].removeprefix(server.address)
            segments = sorted(os.path.basename(path) for path in glob.glob(f"{folder}/*.m4s"))
            mean = statistics.mean(os.path.getsize(f"{folder}/{segment}") for segment in segments) / 1e6
            targets[f"segments of {mean:.1f} MB"] = ([f"{base}/{name}/{segment}" for segment in segments], [f"/{video}/stream/{name}/{segment}" for segment in segments])
            if len(targets) == 1:
                playlist = server.request(f"{base}/{name}/playlist.m3u8")
                with open(f"{folder}/measured.m3u8", "wb") as file:
                    file.write(playlist)
                small = ([f"{base}/{name}/playlist.m3u8"], [f"/{video}/stream/{name}/measured.m3u8"])
        targets[f"playlist of {len(playlist)} bytes"] = small
        with open(f"{WORK}/nginx.conf", "w") as file:
            file.write(NGINX.format(work=WORK, port=PORTS["nginx"], root=root) if os.geteuid() else "user root;" + NGINX.format(work=WORK, port=PORTS["nginx"], root=root))
        nginx = subprocess.Popen(["taskset", "-c", "0", "nginx", "-c", f"{WORK}/nginx.conf", "-p", WORK], stderr=subprocess.DEVNULL)
        try:
            children = f"/proc/{nginx.pid}/task/{nginx.pid}/children"
            worker = int(server.wait_until(lambda: open(children).read().split(), 10)[0])
            pids = {"matinee": server.process.pid, "nginx": worker}
            rounds = {what: {"matinee": [], "nginx": []} for what in targets}
            for turn in range(-1, ROUNDS):
                for what, (ours, theirs) in targets.items():
                    for name in sorted(pids, reverse=turn % 2 == 0):
                        result = measure(pids[name], PORTS[name], ours if name == "matinee" else theirs, WARM_UP if turn < 0 else SECONDS)
                        if turn >= 0:
                            rounds[what][name].append(result)
        finally:
            nginx.terminate()
            nginx.wait()
    table(rounds)


main()
