"""Text as every store takes it; what people and gateways write comes through here before it is
kept.
"""


def clean_text(text: str) -> str:
    """Text that every store takes: one odd character must not cost a commit.

    UTF-8 has no lone surrogates (JSON may bring them) and PostgreSQL's text no NUL.
    """
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
