"""What stands in a packed file."""

import io
import zipfile


def words_of(data: bytes) -> str:
    """All texts of a .xlsx or .docx, one after the other."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
