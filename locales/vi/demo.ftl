# Lời của sổ trình diễn.

demo-change = Đổi vai
demo-column-address = Mở trong trình duyệt
demo-column-role = Vai
demo-column-unit = Đơn vị
demo-doors = Mỗi vai có một cửa vào, không cần mật khẩu, chỉ mở trên máy này:
demo-enter = Vào
demo-enter-as = Vào với vai { $role }, { $place }
demo-error-again = Không tự xóa được sổ trình diễn cũ ở { $place }. Xóa cơ sở dữ liệu đó, hoặc chọn nơi khác bằng --db.
demo-error-clock = Đồng hồ máy chậm hơn ngày cuối trong dữ liệu mẫu. Chỉnh giờ máy rồi chạy lại.
demo-error-only-here = Sổ trình diễn vào không cần mật khẩu, nên chỉ mở trên máy này, không ở { $listen }. Bỏ --listen và --behind-proxy, hoặc nghe ở 127.0.0.1.
demo-error-other = Ở { $place } có một sổ khác, không phải sổ trình diễn. Không đụng đến sổ đó: chọn thư mục khác bằng --data.
demo-help-fresh = Nạp lại sổ trình diễn từ đầu; những gì đã ghi thử sẽ mất
demo-invitations = Thư mời để thử cách vào lần đầu, dùng một lần trong bảy ngày:
demo-lead = Chọn một vai để xem thử. Tên người đều bịa ra. Phường Minh Họa không có thật; ở đó được thử mọi việc.
demo-loaded = Đã nạp { $entries } mục ghi trong { $seconds } giây.
demo-loading = Đang nạp sổ trình diễn…
demo-title = Vào sổ trình diễn
