# Lời của đơn vị và bản đồ.
