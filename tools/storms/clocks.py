"""The clocks of a storm that are not in the program: a plug-in, and one in another process."""
import contextlib
import functools
import pathlib
import subprocess
import tempfile

from promises import require
from python_with_protobuf import python_with_protobuf

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "tools" / "examples"
LIBRARY, SOCKET = "libalternating.so", "clock"  # in the folder where the storm is run
PLUGIN = f'plugin {{ library: "./{LIBRARY}" }}'
REMOTE = f'remote {{ address: "./{SOCKET}" }}'


@functools.cache
def compiled():
    """The example of a plug-in, as bytes."""
    with tempfile.TemporaryDirectory() as folder:
        library = pathlib.Path(folder) / LIBRARY
        done = subprocess.run(["c++", "-std=c++20", "-O1", "-shared", "-fPIC",
                               f"-I{ROOT}/tools/include", EXAMPLES / "alternating.cc", "-o",
                               library], capture_output=True, text=True)
        require(done.returncode == 0, f"the plug-in cannot be compiled:\n{done.stderr}")
        return library.read_bytes()


@contextlib.contextmanager
def serving(folder):
    command = [python_with_protobuf(), EXAMPLES / "remote_lockstep.py", "--listen", f"./{SOCKET}"]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        told = server.stdout.readline()
        require(told.startswith("listening"), f"the remote clock does not listen: {told}")
        yield
    finally:
        server.terminate()
        server.communicate()


@contextlib.contextmanager
def clocks_for(config, folder):
    """What a config asks for, as long as it is run in this folder."""
    if PLUGIN in config:
        (folder / LIBRARY).write_bytes(compiled())
    with serving(folder) if REMOTE in config else contextlib.nullcontext():
        yield
