# Lời của người dùng, phân công, đăng nhập.
