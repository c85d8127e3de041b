# Words of figures and their proof.
