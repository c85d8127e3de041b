# Việc đi từ tay người này sang tay người khác: quá trình xử lý.

procedures-accept = { $who } tiếp nhận, { $when }
procedures-ask = { $who } đề nghị trả lại số liệu, { $when }
procedures-begin = { $who } bắt đầu soạn, { $when }
procedures-filing-approve = { $who } duyệt và gửi lên, { $when }
procedures-freeze = { $who } khóa số liệu, { $when }
procedures-history = Quá trình xử lý
procedures-paper-cancel = { $who } hủy văn bản, { $when }
procedures-paper-discard = { $who } bỏ bản thảo, { $when }
procedures-paper-issue = { $who } duyệt và cấp số, { $when }
procedures-paper-restore = { $who } lấy lại bản thảo, { $when }
procedures-paper-revoke = { $who } thu hồi văn bản, { $when }
procedures-paper-submit = { $who } khóa và trình, { $when }
procedures-refuse = { $who } không trả lại, { $when }
procedures-replace = { $who } khóa bản mới thay bản này, { $when }
procedures-report-approve = { $who } duyệt và cấp số, { $when }
procedures-return = { $who } trả lại, { $when }
procedures-return-approve = { $who } duyệt trả lại, { $when }
procedures-send = { $who } gửi cấp trên, { $when }
procedures-submit = { $who } khóa số và trình, { $when }
procedures-unknown-act = { $who }, { $when }
procedures-who = { $name } ({ $unit })
procedures-withdraw = { $who } rút lại để sửa, { $when }
