# Words of the interface for machines.
