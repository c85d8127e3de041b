# Words of packs.
