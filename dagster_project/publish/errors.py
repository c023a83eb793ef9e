"""Why candidates are not published."""


class PublishError(Exception):
    """The candidates cannot be published; the published snapshot is as it was."""
