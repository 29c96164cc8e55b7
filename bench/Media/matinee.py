"""The server under measurement, and somebody who uploads to it."""
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TICKS = os.sysconf("SC_CLK_TCK")
PASSWORD = "securePassword123"


def cpu(pid, children=False):
    """Seconds of processor time: of the process itself, or of its children that have ended."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    own = 13 if children else 11
    return (int(fields[own]) + int(fields[own + 1])) / TICKS


class Matinee:
    def __init__(self, data, port, *settings, pin=None):
        self.data, self.address, self.token = data, f"http://127.0.0.1:{port}", None
        os.makedirs(data, exist_ok=True)
        limits = [f"--Matinee:RateLimits:{name}=1000000" for name in ("Auth", "Streaming", "General")]
        command = ["dotnet", f"{ROOT}/src/Server/bin/Release/net10.0/matinee.dll", "--urls", self.address, f"--Matinee:DataDirectory={data}",
                   "--Matinee:SampleFilm=false", *limits, *settings]
        self.process = subprocess.Popen((["taskset", "-c", pin] if pin else []) + command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait_until(lambda: self.answers("/health"), 30)

    def __enter__(self):
        person = {"email": "ana@example.org", "password": PASSWORD, "firstName": "Ana", "lastName": "Bench", "acceptTerms": True}
        self.post("/v1/auth/register", person)
        self.token = self.post("/v1/auth/login", {"email": person["email"], "password": PASSWORD})["data"]["tokens"]["accessToken"]
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def request(self, path, body=None, kind="application/json"):
        request = urllib.request.Request(path if path.startswith("http") else self.address + path, data=body)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        if body is not None:
            request.add_header("Content-Type", kind)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def get(self, path):
        return json.loads(self.request(path))

    def post(self, path, value):
        return json.loads(self.request(path, json.dumps(value).encode()))

    def answers(self, path):
        try:
            self.request(path)
            return True
        except OSError:
            return False

    def upload(self, path):
        """The ids of the upload and of the video; returns when the server has taken the last byte."""
        name = os.path.basename(path)
        head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: video/mp4\r\n\r\n'.encode()
        body = head + open(path, "rb").read() + b"\r\n--edge--\r\n"
        answer = json.loads(self.request("/api/videos/upload/", body, "multipart/form-data; boundary=edge"))
        return answer["upload_id"], answer["video_id"]

    def stream(self, video):
        """Where its playlists are; None while nothing of it can be played in segments."""
        try:
            return self.get(f"/api/videos/{video}/stream/")["hls_url"]
        except urllib.error.HTTPError:
            return None

    @staticmethod
    def wait_until(condition, seconds, pause=0.05):
        """What the condition answers at last."""
        limit = time.monotonic() + seconds
        while not (value := condition()):
            if time.monotonic() > limit:
                raise TimeoutError("The server did not get there in time.")
            time.sleep(pause)
        return value


def ffmpeg(*arguments):
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments], check=True)
