# Lời của sổ ghi và từng mục ghi.
