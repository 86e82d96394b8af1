"""Sources: recordings, pictures and saved landmarks become frames."""
