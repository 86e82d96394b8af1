"""Estimators: frames become landmarks."""
