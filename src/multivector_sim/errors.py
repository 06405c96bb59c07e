"""The exceptions that this package raises on purpose."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["InputError", "MultivectorError", "ScenarioError", "SimulationError"]


class MultivectorError(Exception):
    """Base of every error that this package raises on purpose.

    Parameters
    ----------
    sentence
        What is wrong; with ``parts``, it has a named placeholder for each of them.
    **parts
        What fills the sentence: the value received, what is allowed.

    Examples
    --------
    >>> error = InputError("{given} received; {most} is the most", given="7", most="5")
    >>> str(error)
    '7 received; 5 is the most'
    >>> error.said({"{given} received; {most} is the most": "{given}; {most}!"}.__getitem__)
    '7; 5!'
    """

    def __init__(self, sentence: str = "", **parts: object) -> None:
        self.sentence, self.parts = sentence, parts
        super().__init__(sentence.format(**parts) if parts else sentence)

    def said(self, say: Callable[[str], str]) -> str:
        """Return the message in the language of the reader; English where it has no other words.

        Parameters
        ----------
        say
            Returns a sentence, with its placeholders, in that language.
        """
        words = say(self.sentence)
        return words.format(**self.parts) if self.parts else words


class InputError(MultivectorError, ValueError):
    """A value handed to the library is not allowed; the message says what is."""


class ScenarioError(InputError):
    """A scenario file or specification has faults.

    Parameters
    ----------
    faults
        One line a fault: place, what is wrong, the value received, what is
        allowed.
    """

    def __init__(self, faults: list[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


class SimulationError(MultivectorError, RuntimeError):
    """A run could not be computed."""
