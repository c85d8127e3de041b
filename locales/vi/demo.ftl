# Lời của sổ trình diễn.

demo-change = Đổi vai
demo-column-address = Mở trong trình duyệt
demo-column-role = Vai
demo-column-unit = Đơn vị
demo-enter = Vào sổ
demo-enter-as = Vào sổ với vai { $role }, { $place }
demo-error-only-here = Sổ trình diễn vào không cần mật khẩu, nên chỉ mở trên máy này, không ở { $listen }. Bỏ --listen và --behind-proxy, hoặc mở cổng ở 127.0.0.1.
demo-invitations = Thư mời để thử cách vào lần đầu, dùng một lần trong bảy ngày:
demo-lead = Chọn một vai để xem thử. Tên người là hư cấu. Phường Minh Họa không có thật; ở đó được thử mọi việc.
demo-title = Vào sổ trình diễn
