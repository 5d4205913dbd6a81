"""What a password must be: the rules, and the sentence for each that is broken."""

from shanzhi.core.kinds import Refused

SHORTEST, LONGEST, LONG_ENOUGH = 10, 128, 16
FEWEST_CHARACTERS = 5
RUNS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
LONGEST_RUN = 6


def check_password_rules(word: str, *, username: str, name: str) -> None:
    """Passes where a password keeps the rules: length, kinds of characters, no name, no run such as 123456.

    raises: Refused("password_short"), Refused("password_long"), Refused("password_plain"), Refused("password_named").
    source: GB/T 22239-2019 8.1.4.1 a (complexity); NIST SP 800-63B 5.1.1.2 (length before kinds of characters).
    """
    if len(word) < SHORTEST:
        raise Refused("password_short", "新密码太短，请至少用 {n} 个字符。", n=SHORTEST)
    if len(word) > LONGEST:
        raise Refused("password_long", "新密码太长，请不要超过 {n} 个字符。", n=LONGEST)
    low = word.lower()
    if any(own and own.lower() in low for own in (username, name)):
        raise Refused("password_named", "新密码里不能有用户名或姓名，请换一个。")
    simple = len(set(low)) < FEWEST_CHARACTERS or any(run in low for run in _runs())
    if simple or (kinds(word) < 2 and len(word) < LONG_ENOUGH):  # noqa: PLR2004 - letters and figures, say
        raise Refused(
            "password_plain", "新密码太简单。请把字母、数字、符号至少混用两种，不要用连续或重复的字符，如 123456。"
        )


def kinds(word: str) -> int:
    """How many kinds of characters: letters, figures, everything else."""
    letters = any(c.isascii() and c.isalpha() for c in word)
    figures = any(c.isascii() and c.isdigit() for c in word)
    return letters + figures + any(not (c.isascii() and c.isalnum()) for c in word)


def _runs() -> list[str]:
    both = [*RUNS, *(run[::-1] for run in RUNS)]
    return [run[i : i + LONGEST_RUN] for run in both for i in range(len(run) - LONGEST_RUN + 1)]
