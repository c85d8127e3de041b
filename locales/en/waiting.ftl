# What waits, and the reminder calendar

waiting-calendar = Reminder calendar
waiting-event = { $act }: { $unit }
waiting-filing-approve = Approve and send figures
waiting-filing-freeze = Lock the figures
waiting-incoming-finish = Deal with an incoming paper
waiting-late-below = { $period }: { $count ->
        [one] { $count } unit has not sent it
       *[other] { $count } units have not sent it
    }
waiting-no-calendar = No calendar of { $year }
waiting-no-day = not known yet (there is no calendar of days off of { $year })
waiting-report-approve = Approve the report
waiting-report-begin = Begin the report
waiting-report-send = Send the report
waiting-report-submit = Write and submit the report
waiting-return-meta = { $period }, a return was asked for and waits for a decision
