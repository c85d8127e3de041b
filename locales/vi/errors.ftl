# Câu nói về chỗ chưa đúng: sai ở đâu, làm gì tiếp.

errors-amount-above-max = { $label } nhiều nhất là { $max }. Xem lại con số.
errors-amount-ambiguous = { $label } đọc được hai cách. Viết liền, ví dụ 1250, hoặc dùng dấu phẩy, ví dụ 1,25.
errors-amount-below-min = { $label } ít nhất là { $min }. Xem lại con số.
errors-amount-decimals = { $label } có nhiều nhất { $count } chữ số sau dấu phẩy. Làm tròn rồi ghi lại.
errors-amount-missing = { $label } chưa có. Ghi một số, ví dụ 64.
errors-amount-not-a-decimal = { $label } phải là số, ví dụ 7,5.
errors-amount-not-a-number = { $label } phải là số, ví dụ 64.
errors-amount-not-whole = { $label } phải là số nguyên, ví dụ 64 hoặc 2.844.
errors-amount-range = { $label } ghi hai số, từ { $from } đến { $to }. Ghi một số, ví dụ “ít nhất { $from }” hoặc “khoảng { $middle }”.
errors-amount-split-digits = { $label } có khoảng trống hoặc xuống dòng giữa các chữ số. Mỗi ô ghi một số, viết liền, ví dụ 2844 hoặc 2.844.
errors-amount-unknown-words = { $label } có từ “{ $words }” không đọc được. Chỉ ghi số, ví dụ 64; đơn vị tính đã có sẵn ở ô này.
errors-day-in-the-future = Ngày này chưa tới. Ghi ngày đã diễn ra.
errors-day-missing = Ghi ngày, ví dụ 10/09/2022.
errors-day-no-such-day = Ngày { $day } không có trong lịch. Tháng { $month } có { $last } ngày.
errors-day-no-such-month = Không có tháng { $month }. Ghi ngày theo thứ tự ngày, tháng, năm, ví dụ 10/09/2022.
errors-day-not-a-day = Ngày viết theo mẫu 10/09/2022.
errors-day-too-early = Năm này sớm quá. Ghi ngày từ 01/01/1945 trở đi, ví dụ 10/09/2022.
errors-day-too-late = Ngày này muộn quá. Ghi ngày không sau { $latest }.
