#!/usr/bin/env python3
"""Lets libFuzzer look for bytes that harm what reads bytes of others, with the address and the
undefined sanitizer. Skipped where clang and its runtime are not installed.

usage: fuzzers_test.py TARGET     trace, config, idx, npy, checkpoint or frames

It starts from corpus/TARGET; traces are recorded on the spot. An input that was found, and mended,
is kept there. GAITSIM_FUZZ_SECONDS: how long to look, over all targets (default 30).
"""
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ["GAITSIM_BINARY"])
SECONDS = int(os.environ.get("GAITSIM_FUZZ_SECONDS", "30"))
SKIPPED = 77

# What is looked at, and so compiled by clang; what else it needs comes from the libraries.
SOURCES = {
    "trace": ["tools/lab/trace/" + name for name in (
        "dictionary.cc", "event_columns.cc", "frame.cc", "note_columns.cc", "scan.cc",
        "trace_file.cc")],
    "config": sorted(f"protocols/{path.name}" for path in (ROOT / "protocols").glob("*.cc")),
    "idx": ["tools/lab/data/idx_file.cc"],
    "npy": ["tools/lab/files/npy.cc"],
    "checkpoint": ["tools/lab/files/checkpoint_file.cc", "sim/archive.cc"],
    "frames": ["tools/lab/remote/frames.cc", "tools/lab/remote/connect.cc"],
}
LOOK = "tools/lab/files/look.cc"
ALSO = {"idx": ["tools/lab/data/data_folder.cc", "tools/lab/data/dataset.cc", LOOK],
        "npy": ["tools/lab/files/whole_file.cc", "neurons/tensor.cc", LOOK],
        "checkpoint": ["tools/lab/files/whole_file.cc", LOOK]}
FLAGS = ["-std=c++20", "-O1", "-g1", "-DFMT_SHARED", "-fsanitize=fuzzer,address,undefined",
         "-fno-sanitize=vptr,function", "-fno-sanitize-recover=all"]


def clang():
    """The command; a second build of the same sources takes no time where there is a ccache."""
    return [*(["ccache"] if shutil.which("ccache") else []), "clang++"]


def has_fuzzer(folder):
    source = folder / "probe.cc"
    source.write_text('extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) '
                      "{ return 0; }\n")
    return shutil.which("clang++") is not None and subprocess.run(
        ["clang++", "-fsanitize=fuzzer,address", source, "-o", folder / "probe"],
        capture_output=True).returncode == 0


def call(command, **options):
    """Its standard error; what it says is shown if it fails."""
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command[:2]))} failed ({done.returncode}):\n"
                 + done.stdout[-6000:])
    return done.stdout


def build(target, home):
    generated = BINARY.parent / "generated"
    includes = [f"-I{folder}" for folder in (ROOT, generated, generated / "protocols")]

    def compiled(source):
        out = home / (source.replace("/", "_") + ".o")
        call([*clang(), *FLAGS, *includes, "-isystem", "/usr/include/eigen3", "-c",
              ROOT / source, "-o", out])
        return out

    sources = [f"tests/fuzz/{target}_fuzzer.cc", *SOURCES[target], *ALSO.get(target, ())]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = list(pool.map(compiled, sources))
    libraries = [BINARY.parent / "protocols" / f"libgaitsim_{name}.a"
                 for name in ("protocols", "messages")]
    call(["clang++", *FLAGS, *objects, *libraries, "-lprotobuf", "-lfmt", "-lz", "-lzstd", "-o",
          home / "fuzzer"])
    return home / "fuzzer"


def record_traces(home, corpus):
    environment = dict(os.environ, GAITSIM_DATA_DIR=str(ROOT / "tests/golden"))
    for payload in ("NONE", "WHOLE"):
        out = home / payload
        call([BINARY, "run", ROOT / "configs/golden-linear16-tp.textproto", "--quiet", "--steps",
              "1", "--epochs", "1", "-s", f"trace={{payload: {payload}}}", "--out", out],
             env=environment)
        shutil.copy(out / "trace.gtrace", corpus / payload)


def collect(target, home):
    """What is found is added to a copy."""
    corpus = home / "corpus"
    corpus.mkdir()
    for file in (pathlib.Path(__file__).parent / "corpus" / target).glob("*"):
        shutil.copy(file, corpus)
    if target == "trace":
        record_traces(home, corpus)
    if target == "config":
        for file in (ROOT / "configs").glob("*.textproto"):
            shutil.copy(file, corpus)
    return corpus


def look(fuzzer, corpus, home):
    said = call([fuzzer, corpus, f"-max_total_time={max(1, SECONDS // len(SOURCES))}",
                 "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1",
                 f"-artifact_prefix={home}/"])
    if "stat::number_of_executed_units" not in said:
        sys.exit(f"it did not look:\n{said[-4000:]}")
    print("\n".join(line for line in said.splitlines() if line.startswith("stat::")))


def main():
    if sys.argv[1:2] not in [[target] for target in SOURCES]:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        if not has_fuzzer(home):
            print("skipped: no clang++ with libFuzzer (Debian: clang, libclang-rt-14-dev)")
            return SKIPPED
        look(build(sys.argv[1], home), collect(sys.argv[1], home), home)
    return 0


if __name__ == "__main__":
    sys.exit(main())
