# Lời của lần cài đặt đầu.
