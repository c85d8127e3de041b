# Lời của giao diện cho máy.
