# Words of units and the map.
