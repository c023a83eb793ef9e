"""Why candidates are not published."""


class PublishError(Exception):
    """The candidates cannot be published; the published snapshot is as it was."""


class UnfitError(PublishError):
    """The candidates are no increment to what is there, nor will those of the same build again be."""
