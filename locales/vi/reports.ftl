# Báo cáo.

reports-broken-block = Gói luật không còn chỉ số của bảng, biểu đồ này.
reports-broken-missing = Chưa có số “{ $name }” mà câu này cần; ghi sổ, hoặc sửa đề cương trong gói.
reports-broken-template = Mẫu câu trong đề cương không chạy được: { $message }
reports-change-equal = bằng cùng kỳ năm trước
reports-change-from-nothing = tăng so với cùng kỳ năm trước (cùng kỳ không có)
reports-change-less = giảm { $amount } so với cùng kỳ năm trước
reports-change-more = tăng { $amount } so với cùng kỳ năm trước
reports-column-before = Cùng kỳ năm trước
reports-column-change = Tăng, giảm
reports-column-month = Tháng
reports-column-unit = Đơn vị
reports-column-year = Năm
reports-less = giảm
reports-more = tăng
reports-own = Ghi chung ở { $unit }
reports-paper-decision = Quyết định
reports-paper-invitation = Giấy mời
reports-paper-letter = Công văn
reports-paper-minutes = Biên bản
reports-paper-notice = Thông báo
reports-paper-plan = Kế hoạch
reports-paper-proposal = Tờ trình
reports-paper-report = Báo cáo
reports-units = đơn vị
reports-whole = Cộng
