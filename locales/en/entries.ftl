# Words of registers and entries.
