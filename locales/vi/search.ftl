# Tìm kiếm

search-entries = Mục đã ghi
search-hint = Số văn bản, đơn vị, người. Gõ không dấu cũng được.
search-incoming = Văn bản đến
search-label = Tìm trong sổ, văn bản, đơn vị, người
search-more = Xem tất cả
search-nothing = Không tìm thấy
search-nothing-body = Tìm từ khác. Gõ không dấu cũng được.
search-of-days = Các mục và văn bản của kỳ: { $period }.
search-outgoing = Văn bản đi
search-paper-meta = Số { $mark }, ngày { $day }
search-papers-note = Tìm theo nội dung trong { $count } văn bản mới nhất của mỗi sổ, năm nay và năm trước.
search-people = Người
search-reports = Báo cáo
search-subjects = Cơ quan, doanh nghiệp, cơ sở giáo dục
search-units = Đơn vị
