"""Running keralint: one text (`analyze`), many files (`run`)."""
