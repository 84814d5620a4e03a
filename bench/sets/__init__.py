"""One module a public data set: what of a case an investigation is given, and how its answer is scored."""
