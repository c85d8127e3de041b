# Looking a book through

checks-again = Open the page again
checks-amounts = Amounts that stand out
checks-amounts-lead = Months with five times the others or more.
checks-at = Reviewed at { $moment }.
checks-below = { $place }: { $measure } falls to { $amount } { $unit } from { $day }. Is something missing, or was too much taken away?
checks-below-undivided = { $place }: what is not divided of { $measure } falls to { $amount } { $unit } from { $day }. State the stock at each place anew?
checks-count = { $count } to look at
checks-double = { $day }, { $place }: { $count } entries that say the same in { $register }. Recorded twice?
checks-double-alike = On { $day }, { $place }: { $count } entries of the same form in { $register }, with other answers. Was it recorded twice?
checks-doubles = Entries that are alike
checks-doubles-lead = One register, unit and day, and the same form.
checks-drafts = { $count ->
    [one] { $count } draft from before { $day }. Approve or drop it?
   *[other] { $count } drafts from before { $day }. Approve or drop them?
}
checks-empty = Nothing to review
checks-empty-body = Nothing is recorded for this unit.
checks-failed = The last review did not finish
checks-failed-words = The program met an error and reviews again when the page is opened again. If that does not help, tell the operator.
checks-first = The figures are being reviewed
checks-first-words = It has many entries and is not done yet. Open the page again in a few minutes.
checks-gap = { $month } is not in { $register }: { $units }?
checks-good = passed
checks-lead = The program only warns; whoever recorded decides what to correct.
checks-mismatch = { $count ->
    [one] { $count } total does not agree with what was recorded. Tell the operator to run: dienhong recount.
   *[other] { $count } totals do not agree with what was recorded. Tell the operator to run: dienhong recount.
}
checks-months = Monthly registers
checks-months-lead = The last 24 months, since the first that was recorded.
checks-none = Choose a commune to review
checks-none-body = Figures are reviewed commune by commune.
checks-nought = Stocks below 0
checks-nought-lead = No unit has less than 0: an entry is missing, came late, was voided or corrected.
checks-open = Open
checks-outlier = { $month }: { $measure } { $amount } { $unit }, other months about { $usual }. Is that right?
checks-part = { $period }: { $part } ({ $one }) is more than { $whole } ({ $all }). Where is something missing?
checks-parts = Parts and wholes
checks-parts-lead = A part cannot be more than its whole.
checks-proof = See the proof
checks-running = The figures are being reviewed again
checks-running-words = Below is what the last review found. Open the page again in a few minutes.
checks-sent = { $count ->
    [one] { $count } entry sent before { $day } still waits for approval. Look now?
   *[other] { $count } entries sent before { $day } still wait for approval. Look now?
}
checks-stale = { $measure } was stated last on { $day }. Does it still hold?
checks-stocks = What there is
checks-stocks-lead = Households, teams … should be stated at least once a year.
checks-sums = Totals
checks-sums-lead = Everything recorded is added up again and compared with the totals.
checks-title = Review of figures
checks-today = { $count ->
    [one] { $count } gap in monthly registers
   *[other] { $count } gaps in monthly registers
}
checks-waiting = Entries waiting for long
checks-waiting-lead = Drafts, or entries sent up, not approved for more than 30 days.
