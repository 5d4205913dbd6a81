"""One module per kind of fact: lines and headings in, facts and problems out."""
