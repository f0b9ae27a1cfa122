"""``python -m fazhi`` and the ``fazhi`` command."""

from fazhi.faces.cli import main

if __name__ == "__main__":
    main()
