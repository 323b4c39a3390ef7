"""A small project in a temporary folder, for a check to judge."""
import contextlib
import pathlib
import tempfile


@contextlib.contextmanager
def tree(files):
    """files: {name: text}. Gives the folder."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        yield pathlib.Path(folder)
