//! Changes of the map: recorded, previewed, undone.
