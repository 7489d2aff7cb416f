"""What a page of the site may show, draw, quote or move."""
