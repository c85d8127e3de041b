# Figures

totals-amount = Amount
totals-as-of = as of { $day }
totals-before = Same period before
totals-before-days = Same days before ({ $period })
totals-before-it-existed = { $unit } exists since { $from }. Figures of the time before are read by the borders of { $day }.
totals-below-lead = Each unit below by name, never ranked. Open a number to see its proof.
totals-below-moved = Units that ceased, came or left within the period
totals-below-none = No unit stands below by these borders.
totals-below-own = Recorded for the unit itself
totals-below-rounded = Rounding of known shares
totals-below-search = Name of a unit
totals-below-title = Figures unit by unit below
totals-below-undivided = Not divided among the units yet
totals-below-whole = The whole unit
totals-by-unit = By unit
totals-by-unit-note = Listed by name, not ranked.
totals-change = Against the period before
totals-change-between = { $change } ({ $now } beside { $before })
totals-change-equal = as before
totals-change-less = { $amount } less
totals-change-more = { $amount } more
totals-change-unsure = cannot be compared (estimated figures)
totals-chart-month = By month
totals-chart-table = Show the table
totals-column-amount = Amount
totals-column-before = Same period before
totals-column-before-bound = Precision, period before
totals-column-bound = Precision
totals-column-code = Code
totals-column-coverage = Units that recorded
totals-column-measure = Measure
totals-column-section = Section
totals-column-unit = Unit of count
totals-compared = { $now } compared with { $before }, both read by the borders of { $day }.
totals-coverage = { $count } of { $units } recorded ({ $kinds })
totals-day-from = From
totals-day-to = To
totals-download = Download
totals-empty = Nothing is recorded for this period
totals-empty-act = Record the first activity
totals-empty-body = There is no approved entry in this period. Choose another one, or record the first activity.
totals-error-period = The first day must come before the last.
totals-estimated = estimated
totals-estimated-note = Some amounts were shared by the known share of a merger or split: they are estimates.
totals-items-note = Lines “by …” may overlap and are not added together.
totals-lead = Every number opens its proof.
totals-lens-at = By the borders of { $day }
totals-lens-then = By the borders at the time of recording
totals-lens-then-note = Figures are kept by the name and borders of each unit when they arose.
totals-lens-today-note = Figures of former units are read under those that succeeded them, by the borders of { $day }.
totals-measure = Measure
totals-none = not recorded
totals-open-entry-none = not within your rights
totals-part = of which
totals-period = Period
totals-period-other = Other days
totals-period-window = { $name } { $year }
totals-proof-bound-about = An estimate
totals-proof-bound-exact = An exact number
totals-proof-bound-least = This number or more
totals-proof-bound-most = Not more than this number
totals-proof-change = Change of units
totals-proof-compared = Compared ({ $period })
totals-proof-coverage = Units that recorded
totals-proof-day = Day
totals-proof-how = How it is made
totals-proof-how-flow = Sum of the approved entries of the period
totals-proof-how-having = Units that stated they have it, each by its last statement
totals-proof-how-share = A stated share without a count; never added
totals-proof-how-stock = What there is on the last day of the period
totals-proof-how-units = Units in existence on the last day of the period
totals-proof-lines = { $count ->
    [one] This number is computed from { $count } recorded item
   *[other] This number is computed from { $count } recorded items
}
totals-proof-lines-newest = Recorded items behind this number, newest first
totals-proof-place = Unit
totals-proof-reference = Basis
totals-proof-reversal = Takes the old amount away
totals-proof-source = Source
totals-provisional = The period is not over: all comparisons are provisional.
totals-share-of = { $share } %
totals-share-once = stated, without a count
totals-share-range = { $low } to { $high } %
totals-share-times = { $count ->
    [one] stated { $count } time, without a count
   *[other] stated { $count } times, without a count
}
totals-sheet = Figures
totals-since-it-exists = { $unit } exists since { $from }; figures of this period are counted from that day.
totals-table-title = Figures of { $unit }, { $period }
totals-title = Figures
totals-today-all = Show everything waiting
totals-today-due = Waiting
totals-today-due-none = Nothing is waiting.
totals-today-in = Just came in
totals-today-in-none = Nothing new.
totals-today-meta = { $unit }, { $day }
totals-today-open = Open the registers
totals-today-over = { $unit } ceased on { $day }, and the appointments there with it. Ask the operator of the new unit to appoint you again.
totals-today-over-into = { $unit } ceased on { $day }, and the appointments there with it. Ask the operator of { $heirs } to appoint you again.
totals-today-record = Record an activity
totals-today-start = No figures yet this year
totals-today-start-body = Record the first outreach session and the year's figures will stand here.
totals-today-title = Today
totals-today-year = { $year } until today
totals-undivided = not yet divided
totals-undivided-note = { $amount } { $unit } still stand with a former unit that was split; there is no basis to divide them.
totals-unit = Unit
totals-unrecorded = { $count ->
    [one] Not recorded: { $count } measure
   *[other] Not recorded: { $count } measures
}
