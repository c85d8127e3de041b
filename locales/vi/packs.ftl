# Gói quy định

packs-check = Kiểm tra
packs-error-already = Gói này, đúng nội dung này, đã cài rồi.
packs-error-busy = Có người vừa đổi bản đồ hoặc gói. Kiểm tra lại lần nữa.
packs-error-mistakes = Gói còn chỗ sai, xem bảng bên dưới.
packs-error-not-an-overlay = Gói đặt lên một đơn vị cần khóa “extends”.
packs-error-taken = Gói dùng mã của gói khác. Đặt mã khác cho sổ, chỉ số hoặc danh mục.
packs-hint = Sửa thế nào
packs-incomplete = Gói chưa đủ
packs-install = Cài gói này
packs-install-title = Cài gói mới hoặc gói đặt lên trên
packs-installed = Cài lúc
packs-instruments = Văn bản
packs-lead = Sổ, chỉ số và danh mục đến từ các gói này, mỗi gói theo văn bản của nó.
packs-place = Chỗ
packs-ready = Gói đọc được và khớp. Xem rồi cài.
packs-scope = Dùng cho
packs-scope-all = Mọi đơn vị
packs-text = Nội dung gói (TOML)
packs-text-hint = Dán nội dung tệp pack.toml. Gói có “extends” được đặt lên đơn vị của mình; gói khác dùng cho mọi đơn vị.
packs-title = Gói quy định
packs-version = Phiên bản
packs-what = Sai gì
packs-wrong = Các chỗ cần sửa
