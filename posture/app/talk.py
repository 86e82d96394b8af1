"""Keyboard to answers: questions on the terminal, asked again until the answer is one."""

from collections.abc import Sequence

from posture.app.terminal import out

YES, NO, LEAVE = ("y", "yes"), ("n", "no"), ("q", "quit")


class LeaveError(Exception):
    """The user has left the dialogue (q, or the end of the input)."""


def ask(prompt: str) -> str:
    """Return what the user types, in lower case."""
    out.print(prompt, end=" ", style="bold", soft_wrap=True)
    try:
        answer = input().strip().lower()
    except EOFError as error:
        out.print()
        raise LeaveError from error
    if answer in LEAVE:
        raise LeaveError
    return answer


def ask_yes(prompt: str) -> bool:
    """Return whether the answer is yes; only a typed yes or no counts, never an empty line."""
    while True:
        answer = ask(f"{prompt} [y/n]")
        if answer in (*YES, *NO):
            return answer in YES
        out.print("Type y for yes or n for no; q leaves.")


def ask_number(prompt: str, least: int, most: int) -> int:
    """Return a whole number within bounds."""
    while True:
        answer = ask(f"{prompt} [{least}–{most}]")
        if answer.isascii() and answer.isdigit() and least <= int(answer) <= most:
            return int(answer)
        out.print(f"Type a whole number from {least} to {most}; q leaves.")


def choose(prompt: str, texts: Sequence[str]) -> int:
    """Show the choices with a number each and return the place of the chosen one."""
    for number, text in enumerate(texts, start=1):
        out.print(f"  {number}  {text}")
    return ask_number(prompt, 1, len(texts)) - 1
