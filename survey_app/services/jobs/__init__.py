"""Long work behind a page that shows its progress: asked for, done, followed, deleted."""
