"""A Python that has the protobuf package: this one, or the system's, for which install-packages
has installed it."""
import functools
import subprocess
import sys


@functools.cache
def python_with_protobuf():
    for python in (sys.executable, "/usr/bin/python3"):
        found = subprocess.run([python, "-c", "import google.protobuf"], capture_output=True)
        if found.returncode == 0:
            return python
    raise RuntimeError("no Python here has the protobuf package: tools/install-packages")
