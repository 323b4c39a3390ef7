#!/usr/bin/env python3
"""tools/fetch-data against a server on this machine: right files arrive, wrong ones leave nothing.

The server serves a dictionary; the data sets are four small made-up files, or six in an archive. No
network is needed. The sums that the script knows are checked where GAITSIM_DATA_DIR has the files.
"""
import gzip
import hashlib
import http.server
import io
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tarfile
import tempfile
import threading
import time
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "tools" / "fetch-data"
CONTENTS = {
    f"{split}-{kind}-ubyte": random.Random(split + kind).randbytes(1000) * 10
    for split in ("train", "t10k")
    for kind in ("images-idx3", "labels-idx1")
}
FILES = {f"{name}.gz": gzip.compress(content) for name, content in CONTENTS.items()}
RECOMPRESSED = {f"{name}.gz": gzip.compress(content, 1) for name, content in CONTENTS.items()}
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
        sets = {"mnist": CONTENTS, "kmnist": FILES,
                "cifar-10": {**BATCHES, ARCHIVE: self.server.files[ARCHIVE]}}
        self.sums.write_text("".join(
            f"{hashlib.sha256(content).hexdigest()}  {folder}/{name}\n"
            for folder, files in sets.items() for name, content in files.items()))

    def start(self, *arguments):
        base = f"http://127.0.0.1:{self.server.server_address[1]}/base/"
        environment = {**os.environ, "no_proxy": "127.0.0.1", "GAITSIM_FETCH_SUMS": str(self.sums)}
        for name in ("MNIST", "FASHION_MNIST", "KMNIST", "CIFAR_10"):
            environment[f"GAITSIM_FETCH_{name}"] = base
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

    def refused(self, *told):
        """The first file that is served is thrown away, and that is told in one line."""
        code, _, err = self.run_script()
        self.assertEqual((code, self.left(), err.count("\n")), (1, [], 1), err)
        for fragment in (FIRST, "thrown away", *told):
            self.assertIn(fragment, err)

    def test_other_content_is_refused(self):
        self.server.files[FIRST] = FILES[LAST]
        self.refused("SHA-256 of train-images-idx3-ubyte is",
                     "expected " + hashlib.sha256(CONTENTS[FIRST[:-3]]).hexdigest())

    def test_what_is_no_gzip_file_is_refused(self):
        for content in (b"an error page", b"", CONTENTS[FIRST[:-3]]):
            self.server.files[FIRST] = content
            self.refused("no gzip file, or a damaged one")

    def test_a_damaged_gzip_file_is_refused_even_if_all_comes_out_of_it(self):
        whole = FILES[FIRST]
        wrong_sum = whole[:-8] + bytes([whole[-8] ^ 1]) + whole[-7:]
        for content in (whole[:500], whole[:-1], wrong_sum, whole + b"more"):
            self.server.files[FIRST] = content
            self.refused("no gzip file, or a damaged one")

    def test_a_damaged_file_that_is_there_is_fetched_again(self):
        self.run_script()
        (self.data / FIRST).write_bytes(FILES[FIRST][:-1])
        self.assertIn(f"{FIRST}: fetched", self.run_script()[1])
        self.assertEqual((self.data / FIRST).read_bytes(), FILES[FIRST])

    def test_what_was_compressed_again_is_right(self):
        self.assertNotEqual(RECOMPRESSED[FIRST], FILES[FIRST])
        self.server.files.update(RECOMPRESSED)
        self.assertEqual(self.run_script()[0], 0)
        self.assertEqual((self.data / FIRST).read_bytes(), RECOMPRESSED[FIRST])
        self.assertEqual(self.run_script()[1].count("already there"), 4)

    def test_a_sum_of_the_gz_is_of_the_file_as_it_is(self):
        self.assertEqual(self.run_script("kmnist")[0], 0)
        self.server.files.update(RECOMPRESSED)
        (self.home / "data" / "kmnist" / FIRST).write_bytes(RECOMPRESSED[FIRST])
        code, _, err = self.run_script("kmnist")
        self.assertEqual(code, 1)
        self.assertIn(f"SHA-256 of {FIRST} is", err)

    def test_a_file_of_which_no_sum_is_known(self):
        self.sums.write_text("")
        for _ in range(2):
            code, _, err = self.run_script()
            self.assertEqual((code, err),
                             (1, f"fetch-data: no sum is known for mnist/{FIRST}\n"))
            self.data.mkdir(parents=True, exist_ok=True)
            (self.data / FIRST).write_bytes(FILES[FIRST])  # and if it is there

    def known_sums_are_of(self, name):
        """Of the public files: a copy of them is right, and nothing is asked of the server."""
        source = pathlib.Path(os.environ.get("GAITSIM_DATA_DIR", ""), name)
        if "GAITSIM_DATA_DIR" not in os.environ:
            self.skipTest("GAITSIM_DATA_DIR is not set")
        if not (source / FIRST).is_file():
            self.skipTest(f"GAITSIM_DATA_DIR has no {name}/{FIRST}")
        (self.home / "copy" / name).mkdir(parents=True)
        for file in FILES:
            shutil.copy(source / file, self.home / "copy" / name)
        self.sums = ""  # those of the script
        code, out, err = self.run_script("--to", "copy", name)
        self.assertEqual((code, err, out.count("already there")), (0, "", 4))
        self.assertEqual(self.server.asked, [])

    def test_the_known_sums_are_of_mnist(self):
        self.known_sums_are_of("mnist")

    def test_the_known_sums_are_of_fashion_mnist(self):
        self.known_sums_are_of("fashion-mnist")

    def test_wrong_sum_keeps_what_came_before(self):
        self.server.files[LAST] = b"an error page"
        self.assertEqual(self.run_script()[0], 1)
        self.assertEqual(self.left(), sorted(set(FILES) - {LAST}))

    def test_connection_that_breaks_leaves_nothing(self):
        self.server.cut[FIRST] = 100
        self.assertEqual((self.run_script()[0], self.left()), (1, []))

    def test_short_file_of_unknown_length_leaves_nothing(self):
        self.server.cut[FIRST], self.server.unsized = 100, FIRST
        self.refused("no gzip file, or a damaged one")

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
