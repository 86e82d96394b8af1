"""Outputs: files made of assessments and sessions."""
