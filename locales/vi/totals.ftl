# Lời của số liệu và chứng cứ.
