"""Prompts to the user: notification, bell, a program of their own; none may stop the watch."""
