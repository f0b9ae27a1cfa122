"""Long work in the background: asked for on a page, done by a worker of its own, fetched later."""
