"""The pinned npm package of the local Teams client."""
