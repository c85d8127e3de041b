# Lời của bộ quy định.
