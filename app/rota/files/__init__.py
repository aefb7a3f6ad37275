"""Reading formats: uploaded bytes to duty lines, or every fault in them."""
