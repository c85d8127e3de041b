# Reports.

reports-broken-block = The pack no longer has the measure of this table or chart.
reports-broken-missing = The number “{ $name }” that this sentence needs is not recorded; record it, or correct the outline in its pack.
reports-broken-template = The outline’s template fails: { $message }
reports-change-equal = the same as a year before
reports-change-from-nothing = up on a year before, when there was none
reports-change-less = down { $amount } on a year before
reports-change-more = up { $amount } on a year before
reports-column-before = A year before
reports-column-change = Change
reports-column-month = Month
reports-column-unit = Unit
reports-column-year = Year
reports-less = down
reports-more = up
reports-own = Recorded by { $unit } itself
reports-paper-decision = Decision
reports-paper-invitation = Invitation
reports-paper-letter = Official letter
reports-paper-minutes = Minutes
reports-paper-notice = Notice
reports-paper-plan = Plan
reports-paper-proposal = Proposal
reports-paper-report = Report
reports-units = units
reports-whole = Total
