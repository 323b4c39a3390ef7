#!/usr/bin/env python3
"""Lets libFuzzer look for bytes that harm the reader of traces, with the address sanitizer. The
corpus is recorded on the spot. Skipped where clang and its runtime are not installed.

GAITSIM_FUZZ_SECONDS: how long to look (default 15).
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ["GAITSIM_BINARY"])
SECONDS = int(os.environ.get("GAITSIM_FUZZ_SECONDS", "15"))
SOURCES = [f"tools/lab/trace/{name}.cc" for name in (
    "dictionary", "event_columns", "frame", "note_columns", "scan", "trace_file")]
FLAGS = ["-std=c++20", "-O1", "-g", "-fsanitize=fuzzer,address", "-DFMT_HEADER_ONLY"]


def has_fuzzer(folder):
    source = folder / "probe.cc"
    source.write_text('extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) '
                      "{ return 0; }\n")
    return shutil.which("clang++") is not None and subprocess.run(
        ["clang++", "-fsanitize=fuzzer,address", source, "-o", folder / "probe"],
        capture_output=True).returncode == 0


class TraceFuzzer(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)

    def build(self):
        generated = BINARY.parent / "generated"
        messages = BINARY.parent / "protocols" / "libgaitsim_messages.a"
        done = subprocess.run(
            ["clang++", *FLAGS, f"-I{ROOT}", f"-I{generated}", f"-I{generated}/protocols",
             ROOT / "tests/fuzz/trace_fuzzer.cc", *(ROOT / source for source in SOURCES),
             messages, "-lprotobuf", "-lzstd", "-o", self.home / "fuzzer"],
            capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def record(self):
        corpus = self.home / "corpus"
        corpus.mkdir()
        environment = dict(os.environ, GAITSIM_DATA_DIR=str(ROOT / "tests/golden"))
        for payload in ("NONE", "WHOLE"):
            out = self.home / payload
            subprocess.run([BINARY, "run", ROOT / "configs/golden-linear16-tp.textproto", "--quiet",
                            "--steps", "1", "--epochs", "1", "-s", f"trace={{payload: {payload}}}",
                            "--out", out], check=True, capture_output=True, env=environment)
            shutil.copy(out / "trace.gtrace", corpus / payload)
        return corpus

    def test_finds_nothing(self):
        if not has_fuzzer(self.home):
            print("skipped: no clang++ with libFuzzer (Debian: clang, libclang-rt-14-dev)",
                  file=sys.stderr)
            self.skipTest("no libFuzzer")
        self.build()
        done = subprocess.run(
            [self.home / "fuzzer", self.record(), f"-max_total_time={SECONDS}", "-timeout=10",
             "-rss_limit_mb=2048", "-print_final_stats=1", f"-artifact_prefix={self.home}/"],
            capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr[-4000:])
        self.assertIn("stat::number_of_executed_units", done.stderr)


if __name__ == "__main__":
    unittest.main()
