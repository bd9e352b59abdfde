"""Characters to sentences: widths, lines, paragraphs, headings."""
