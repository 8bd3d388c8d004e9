"""Places in the files of a workspace, as text."""

from planner.model.source import Place


def file_text(file: str, folder: str) -> str:
    """Return the path of a file of a workspace from where the user stands.

    Args:
        file: its path in the workspace.
        folder: how the user names the workspace; empty: nothing is put before the path.
    """
    return f"{folder}/{file}" if folder else file


def place_text(place: Place | None, position: tuple[int, int] | None, folder: str = "") -> str:
    """Return `file:line:column`; empty if no file is concerned.

    Args:
        place: what is pointed at.
        position: line and column, 1-based, if they are known.
        folder: as in `file_text`.
    """
    if place is None:
        return ""
    file = file_text(place.file, folder)
    return f"{file}:{position[0]}:{position[1]}" if position else file
