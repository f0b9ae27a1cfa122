"""The report on pages: built, read figure by figure down to the rows, compared between periods, a text checked."""
