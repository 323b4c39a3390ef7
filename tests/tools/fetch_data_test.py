#!/usr/bin/env python3
"""tools/fetch-data against a server on this machine: right files arrive, wrong ones leave nothing.

The server serves a dictionary; the data sets are four small made-up files, or six in an archive. No
network is needed.
"""
import hashlib
import http.server
import io
import os
import pathlib
import signal
import subprocess
import tarfile
import tempfile
import threading
import time
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "tools" / "fetch-data"
FILES = {
    f"{split}-{kind}-ubyte.gz": f"{split} {kind} ".encode() * 1000
    for split in ("train", "t10k")
    for kind in ("images-idx3", "labels-idx1")
}
FIRST = "train-images-idx3-ubyte.gz"
LAST = "t10k-labels-idx1-ubyte.gz"
ARCHIVE = "cifar-10-binary.tar.gz"
BATCHES = {f"{name}.bin": name.encode() * 1000
           for name in (*(f"data_batch_{n}" for n in range(1, 6)), "test_batch")}


def archive_of(files):
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
    return content.getvalue()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.rsplit("/", 1)[-1]
        self.server.asked.append(name)
        content = self.server.files.get(name)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        if name != self.server.unsized:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: self.server.cut.get(name)])
        if name == self.server.stuck:
            self.wfile.flush()
            self.server.released.wait(20)

    def log_message(self, *arguments):
        pass


class FetchData(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.files, self.server.asked, self.server.cut = dict(FILES), [], {}
        self.server.unsized, self.server.stuck = None, None
        self.server.released = threading.Event()
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()
        self.temporary = tempfile.TemporaryDirectory()
        self.home = pathlib.Path(self.temporary.name)
        self.data = self.home / "data" / "mnist"
        self.sums = self.home / "sums"
        self.serve_archive({"readme.html": b"not for us", **BATCHES})

    def tearDown(self):
        self.server.released.set()
        self.server.shutdown()
        self.server.server_close()
        self.temporary.cleanup()

    def serve_archive(self, files):
        """The archive as it is served is right, whatever its files are."""
        self.server.files[ARCHIVE] = archive_of(files)
        sets = {"mnist": FILES, "cifar-10": {**BATCHES, ARCHIVE: self.server.files[ARCHIVE]}}
        self.sums.write_text("".join(
            f"{hashlib.sha256(content).hexdigest()}  {folder}/{name}\n"
            for folder, files in sets.items() for name, content in files.items()))

    def start(self, *arguments):
        base = f"http://127.0.0.1:{self.server.server_address[1]}/base/"
        environment = {**os.environ, "GAITSIM_FETCH_MNIST": base,
                       "GAITSIM_FETCH_CIFAR_10": base, "no_proxy": "127.0.0.1",
                       "GAITSIM_FETCH_SUMS": str(self.sums)}
        return subprocess.Popen([SCRIPT, *arguments], cwd=self.home, env=environment, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run_script(self, *arguments):
        process = self.start(*arguments)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def left(self, folder="mnist"):
        path = self.home / "data" / folder
        return sorted(p.name for p in path.iterdir()) if path.exists() else []

    def test_fetches_all_four_files(self):
        code, out, err = self.run_script()
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(out.count("fetched"), 4)
        self.assertEqual(self.left(), sorted(FILES))
        for name, content in FILES.items():
            self.assertEqual((self.data / name).read_bytes(), content)

    def test_goes_where_it_is_told(self):
        code, _, _ = self.run_script("--to", "else where", "mnist")
        self.assertEqual(code, 0)
        self.assertEqual(len(list((self.home / "else where" / "mnist").iterdir())), 4)

    def test_does_not_fetch_again_what_is_right(self):
        self.run_script()
        self.server.asked.clear()
        code, out, _ = self.run_script()
        self.assertEqual((code, out.count("already there")), (0, 4))
        self.assertEqual(self.server.asked, [])

    def test_fetches_again_what_is_wrong(self):
        self.run_script()
        self.server.asked.clear()
        (self.data / LAST).write_bytes(b"half")
        self.assertEqual(self.run_script()[0], 0)
        self.assertEqual(self.server.asked, [LAST])
        self.assertEqual((self.data / LAST).read_bytes(), FILES[LAST])

    def test_wrong_sum_leaves_nothing(self):
        self.server.files[FIRST] = b"an error page"
        code, _, err = self.run_script()
        self.assertEqual((code, self.left()), (1, []))
        self.assertIn("expected " + hashlib.sha256(FILES[FIRST]).hexdigest(), err)

    def test_wrong_sum_keeps_what_came_before(self):
        self.server.files[LAST] = b"an error page"
        self.assertEqual(self.run_script()[0], 1)
        self.assertEqual(self.left(), sorted(set(FILES) - {LAST}))

    def test_connection_that_breaks_leaves_nothing(self):
        self.server.cut[FIRST] = 100
        self.assertEqual((self.run_script()[0], self.left()), (1, []))

    def test_short_file_of_unknown_length_leaves_nothing(self):
        self.server.cut[FIRST], self.server.unsized = 100, FIRST
        code, _, err = self.run_script()
        self.assertEqual((code, self.left()), (1, []))
        self.assertIn("SHA-256", err)

    def test_missing_file_on_the_server(self):
        del self.server.files[FIRST]
        code, _, err = self.run_script()
        self.assertEqual((code, self.left()), (1, []))
        self.assertIn("download failed", err)

    def test_interrupted_leaves_nothing(self):
        self.server.cut[FIRST], self.server.stuck = 100, FIRST
        process = self.start()
        while not self.server.asked:
            time.sleep(0.02)
        self.assertTrue(any(name.startswith(".fetch") for name in self.left()))
        process.send_signal(signal.SIGTERM)
        self.server.released.set()
        process.communicate(timeout=60)
        self.assertNotEqual(process.returncode, 0)
        self.assertEqual(self.left(), [])

    def fetch_cifar(self):
        code, out, err = self.run_script("cifar-10")
        return code, out, err, self.left("cifar-10-batches-bin")

    def test_keeps_the_six_files_of_an_archive(self):
        code, out, err, left = self.fetch_cifar()
        self.assertEqual((code, err, left), (0, "", sorted(BATCHES)))
        self.assertEqual(out.count("fetched"), 6)
        for name, content in BATCHES.items():
            path = self.home / "data" / "cifar-10-batches-bin" / name
            self.assertEqual(path.read_bytes(), content)

    def test_does_not_fetch_an_archive_again_whose_files_are_right(self):
        self.fetch_cifar()
        self.server.asked.clear()
        code, out, _, _ = self.fetch_cifar()
        self.assertEqual((code, out.count("already there"), self.server.asked), (0, 6, []))

    def test_unpacks_again_only_what_is_wrong(self):
        self.fetch_cifar()
        path = self.home / "data" / "cifar-10-batches-bin" / "data_batch_3.bin"
        path.write_bytes(b"half")
        code, out, _, _ = self.fetch_cifar()
        self.assertEqual((code, out.count("already there"), out.count("fetched")), (0, 5, 1))
        self.assertEqual(path.read_bytes(), BATCHES["data_batch_3.bin"])

    def test_an_archive_that_is_cut_off_or_another_leaves_nothing(self):
        self.server.cut[ARCHIVE], self.server.unsized = 100, ARCHIVE
        code, _, err, left = self.fetch_cifar()
        self.assertEqual((code, left), (1, []))
        self.assertIn("SHA-256", err)

    def test_an_archive_without_a_file_leaves_no_half_of_it(self):
        files = {name: text for name, text in BATCHES.items() if name != "test_batch.bin"}
        self.serve_archive(files)
        code, _, err, left = self.fetch_cifar()
        self.assertEqual((code, left), (1, sorted(files)))
        self.assertIn("cannot unpack test_batch.bin", err)

    def test_a_wrong_file_in_an_archive_is_thrown_away(self):
        self.serve_archive({**BATCHES, "data_batch_1.bin": b"wrong"})
        code, _, err, left = self.fetch_cifar()
        self.assertEqual((code, left), (1, []))
        self.assertIn("data_batch_1.bin in cifar-10-binary.tar.gz: SHA-256", err)

    def test_wrong_arguments(self):
        for arguments in (["cifar"], ["--upside-down"], ["--to"]):
            code, _, err = self.run_script(*arguments)
            self.assertEqual(code, 2, arguments)
            self.assertIn("--help", err)
        self.assertIn("fashion-mnist, kmnist, cifar-10", self.run_script("cifar")[2])

    def test_help(self):
        code, out, _ = self.run_script("--help")
        self.assertEqual(code, 0)
        self.assertIn("GAITSIM_FETCH_SUMS", out)


if __name__ == "__main__":
    unittest.main()
