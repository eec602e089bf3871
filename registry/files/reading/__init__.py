"""From the bytes of a file to rows of text: encodings, delimiters, workbooks, headings."""
