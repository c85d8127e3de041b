# Words of the first setup.
