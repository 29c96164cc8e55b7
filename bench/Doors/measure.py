"""Measures the two hot doors side by side with the usual Node servers; see ../doors."""
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TICKS = os.sysconf("SC_CLK_TCK")
SECONDS, WARM_UP, ROUNDS, CONNECTIONS = 4, 12, 3, 32
PORTS = {"ours": 18080, "node": 18081}
REDIS = 16380


def cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{pid}/status").read())[1]) / 1024


def wrk(port, script, seconds):
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", f"{HERE}/{script}.lua", f"http://127.0.0.1:{port}"]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    fault = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: connect (?!0, read 0, write 0, timeout 0)", out)
    if fault:
        sys.exit(f"{script} on port {port}: {fault[0]}\n{out}")
    unit = {"us": 0.001, "ms": 1, "s": 1000}
    quantile = {q: float(v) * unit[u] for q, v, u in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", out)}
    return int(re.search(r"(\d+) requests in", out)[1]), quantile["50"], quantile["99"]


def wait_for(port, path):
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=1).read()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"Nothing answers at {port}{path}.")


def ours(data, redis):
    arguments = ["--urls", f"http://127.0.0.1:{PORTS['ours']}", f"--Matinee:DataDirectory={data}", "--Matinee:SampleFilm=false", "--Matinee:Progress:Auth=off"]
    if redis:
        arguments.append(f"--ConnectionStrings:Redis=127.0.0.1:{REDIS}")
    return start(["dotnet", f"{ROOT}/src/Server/bin/Release/net10.0/matinee.dll", *arguments], {"DOTNET_TieredPGO": "1"})


def start(command, environment=None):
    return subprocess.Popen(["taskset", "-c", "0", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=HERE, env={**os.environ, **(environment or {})})


def compare(pair, scripts):
    wait_for(PORTS["ours"], "/health")
    wait_for(PORTS["node"], "/api/player/status?roomCode=x")
    values = {(name, script): [] for name in pair for script in scripts}
    for round in range(-1, ROUNDS):
        for script in scripts:
            for name in sorted(pair, reverse=round % 2 == 0):
                began = cpu(pair[name].pid)
                requests, p50, p99 = wrk(PORTS[name], script, WARM_UP if round < 0 else SECONDS)
                used = cpu(pair[name].pid) - began
                if round >= 0:
                    values[name, script].append((requests / used, requests / SECONDS, p50, p99))
    return values


def rows(values, scripts, titles):
    for script in scripts:
        middle = {name: [statistics.median(column) for column in zip(*values[name, script])] for name in ("ours", "node")}
        ratio = statistics.median(a[0] / b[0] for a, b in zip(values["ours", script], values["node", script]))
        for name in ("ours", "node"):
            per_cpu, per_second, p50, p99 = middle[name]
            yield f"| {titles[script] if name == 'ours' else ''} | {name} | {per_cpu:,.0f} | {per_second:,.0f} | {p50:.2f} | {p99:.2f} | {f'**{ratio:.2f}**' if name == 'ours' else ''} |"


def memory(process):
    """Rooms of one user with five statuses each, all within a minute."""
    before = resident(process.pid)
    began = time.time()
    subprocess.run(["taskset", "-c", "1", "wrk", "-t1", "-c32", "-d40s", "-s", f"{HERE}/rooms.lua", f"http://127.0.0.1:{PORTS['ours']}"], capture_output=True, check=True)
    return before, resident(process.pid), time.time() - began


def main():
    data = sys.argv[1]
    part = sys.argv[2] if len(sys.argv) > 2 else "all"
    lines = []
    if part in ("all", "status"):
        pair = {"ours": ours(f"{data}/status", redis=False), "node": start(["node", "status-server.mjs", str(PORTS["node"])])}
        try:
            lines += rows(compare(pair, ["report", "poll"]), ["report", "poll"], {"report": "status: POST", "poll": "status: GET of a room"})
        finally:
            for process in pair.values():
                process.kill()
                process.wait()
    if part in ("all", "progress"):
        redis = subprocess.Popen(["taskset", "-c", "1", "redis-server", "--port", str(REDIS), "--bind", "127.0.0.1", "--save", "", "--dir", data], stdout=subprocess.DEVNULL)
        pair = {}
        try:
            wait_redis()
            pair = {"ours": ours(f"{data}/progress", redis=True), "node": start(["node", "progress-server.mjs", str(PORTS["node"]), str(REDIS)])}
            lines += rows(compare(pair, ["save", "get"]), ["save", "get"], {"save": "progress: save", "get": "progress: get one"})
        finally:
            for process in [*pair.values(), redis]:
                process.kill()
                process.wait()
    if part in ("all", "memory"):
        process = ours(f"{data}/memory", redis=False)
        try:
            wait_for(PORTS["ours"], "/health")
            before, after, seconds = memory(process)
            lines.append(f"\n100,000 live rooms (one user, five statuses each, sent within {seconds:.0f} s): {after:.0f} MB resident, {before:.0f} MB before.")
        finally:
            process.kill()
            process.wait()
    print("| | server | requests per CPU second | requests per second | p50 ms | p99 ms | ours/node |\n|---|---|---:|---:|---:|---:|---:|")
    print("\n".join(lines))


def wait_redis():
    import socket
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", REDIS), 1).close()
            return
        except OSError:
            time.sleep(0.1)


main()
