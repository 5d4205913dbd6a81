"""Front windows: server-rendered pages; each view reads the request, makes one call and shapes the answer."""
