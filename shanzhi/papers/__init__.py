"""The typist: bytes of .docx, .pdf, .html, .txt, .xlsx and .ics to values and back; no database."""
