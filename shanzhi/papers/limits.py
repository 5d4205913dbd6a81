"""How much of a paper is read at most."""

from typing import Final

LIMIT_BYTES: Final = 50 * 1024 * 1024
LIMIT_CHARS: Final = 20_000_000
LIMIT_PAGES: Final = 5_000
LIST_BYTES: Final = 8 * 1024 * 1024
SHEET_BYTES: Final = 12 * 1024 * 1024
"""Of an office's own sheet; 100,000 rows of a register take some 5."""
UNPACKED_MB: Final = 300
"""Of a .docx; a long plan full of photographs stays below 100."""
