"""Persons and organisations that matters are about: found again, shown masked, seen in the clear only with a reason."""
