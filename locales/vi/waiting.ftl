# Việc đang chờ và lịch nhắc việc

waiting-calendar = Lịch nhắc việc
waiting-event = { $act }: { $unit }
waiting-filing-approve = Duyệt và gửi số liệu
waiting-filing-freeze = Khóa số liệu
waiting-incoming-finish = Giải quyết văn bản đến
waiting-late-below = { $period }: { $count } đơn vị chưa gửi
waiting-no-calendar = Chưa có lịch nghỉ của năm { $year }
waiting-no-day = chưa tính được (chưa có lịch nghỉ của năm { $year })
waiting-report-approve = Duyệt báo cáo
waiting-report-begin = Lập báo cáo
waiting-report-send = Gửi báo cáo
waiting-report-submit = Viết và trình báo cáo
waiting-return-meta = { $period }, có đề nghị trả lại chờ quyết định
