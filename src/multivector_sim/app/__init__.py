"""The classroom page: Solara components over what ``classroom`` computes.

Solara is imported here and nowhere else; it comes with the extra ``app``.
"""

__all__: list[str] = []
