# Words of units and the map.

units-acts = Change this unit
units-alike = { $name } and { $other }.
units-alike-meant = Yes, these are two different groups
units-alike-title = Nearly the same name: only the place of the mark differs
units-back = Later
units-below = Below: { $units }
units-by = { $name }, { $moment }
units-cell-ambiguous = “{ $typed }” names several groups. Write the full name with its marks.
units-cell-bad-share = “{ $typed }” is not a percentage. Write a number above 0 up to 100, as 40 or 33,3.
units-cell-empty = This cell is empty. Write the name of the new group.
units-cell-no-source = A share needs its source. Write where it comes from, or leave the share empty.
units-cell-no-such-group = No group bears exactly the name “{ $typed }” on that day. Check the name of the old group and its marks.
units-cell-not-whole = The shares of this group make { $sum } instead of 100 %. Leave unknown shares empty.
units-cell-too-long = Too long. At most { $max } characters.
units-cell-twice = This pair of old and new group stands in a line above. Drop one.
units-change-form = Back to the form
units-counted = { $count ->
    [one] { $count } unit ({ $kinds })
   *[other] { $count } units ({ $kinds })
}
units-counted-kind = { $kind }: { $count }
units-counted-unit = unit
units-day-open = From the beginning
units-done-recorded = Recorded. Earlier figures did not change, and this can be undone.
units-done-undone = Undone. Units and figures are as before this change.
units-empty-body = With its groups here, entries are recorded where they belong and groups are counted.
units-empty-title = No groups yet
units-end-lead = The unit ceases without a successor. What was recorded stays with the unit above.
units-end-title = Dissolve
units-error-bad-choice = What was recorded at { $unit } cannot go there. Choose a unit of the list.
units-error-bad-share = “{ $typed }” is not a percentage. Write a number above 0 up to 100, as 40 or 33,3.
units-error-cell = Cell { $address }, column { $column }: { $what }
units-error-conflict = Somebody changes units or entries at the same time. Send again in a few minutes.
units-error-mixed-levels = Choose units of one level.
units-error-name-alike = There is { $other } already; { $name } differs only in the place of the mark. Correct the name if it is the same group; tick if there are two.
units-error-name-meets = { $unit }: the name { $name } is taken where it goes. Choose another, as { $suggestion }.
units-error-name-twice = The name { $name } stands twice. Drop one.
units-error-no-choice = { $count ->
    [one] Choose where { $count } entry of { $unit } goes.
   *[other] Choose where { $count } entries of { $unit } go.
}
units-error-no-kind = Choose a kind of unit.
units-error-no-name = Write a name, as 3 or Diên Hồng.
units-error-no-reason = Write the reason, as “wrong day”.
units-error-no-reference = Write the legal reference, as “Nghị quyết số 12/NQ-HĐND”.
units-error-no-source = A share needs its source. Write it, or leave the share empty.
units-error-no-unit = Choose a unit.
units-error-not-allowed = This change touches units that are not yours to change. Ask the level above them all.
units-error-not-listed = { $unit } is missing in the table. Add a line for it.
units-error-not-placed = Choose the new unit of { $unit }.
units-error-not-whole = The shares make { $sum } instead of 100 %. Leave unknown shares empty.
units-error-stated-elsewhere = The stock stated at { $unit } cannot go there: it is stated there on another level and would count twice. Void that entry first.
units-error-too-few = { $count ->
    [one] Choose or write at least { $count } unit.
   *[other] Choose or write at least { $count } units.
}
units-error-too-long = Too long. At most { $max } characters.
units-event-code = Code { $code }
units-event-heir = Into { $unit }
units-event-span = { $unit }, in { $above }
units-event-undone = Undone: { $name }, { $moment }. Reason: { $why }
units-fact-above = Part of
units-fact-recorded = Recorded by
units-fact-since = Since
units-fact-undone = Undone by
units-fact-until = Until the end of
units-field-along = Groups that go along
units-field-code = Official code
units-field-code-hint = Leave it as it is where it does not change.
units-field-day = First day
units-field-day-hint = The first day of the new borders, for example 01/07/2026.
units-field-heir = Into
units-field-heir-hint = Choose the unit that goes on, or leave empty for a new unit.
units-field-heir-name = Name of the new unit
units-field-kind = Kind of unit
units-field-name = Name
units-field-name-hint = Only the name without its kind: “3”, “Diên Hồng”.
units-field-names = Names of the groups
units-field-names-hint = One name a line. “1-12” is twelve groups, 1 to 12.
units-field-new-name = Name of the new unit, where one begins
units-field-reference = Legal reference
units-field-reference-hint = Number and day of the resolution or decision.
units-field-share = Share, %
units-field-share-hint = The share of what follows no group. Leave it empty when it is not known; never guess.
units-field-source = Source of the share
units-field-to = To
units-field-why = Reason
units-field-why-hint = As “wrong day”. It stays in the history.
units-field-with = Together with
units-figures = Figures
units-figures-then = { $period }, by the borders at the time of recording
units-figures-today = { $period }, by today’s borders
units-former-name = { $name } (former, until { $day })
units-found-lead = Each residential group is a unit. Groups are counted from the first day on.
units-found-title = Add groups
units-heirs = Successors
units-history = History
units-index-before = Formerly { $units }
units-index-find = Search
units-index-found = { $count ->
    [one] { $count } unit with “{ $words }”
   *[other] { $count } units with “{ $words }”
}
units-index-mine = My units
units-index-none = Only units that you may read are searched. Try a shorter name.
units-index-now = Now with { $units }
units-index-search = Search units
units-index-search-hint = Marks may be left out: “dien hong”, or the code 23563.
units-index-title = Units
units-kind-end = Dissolution
units-kind-found = Founding
units-kind-merge = Merger
units-kind-reform = Re-forming of groups
units-kind-rename = Renaming
units-kind-split = Split
units-kind-transfer = Transfer
units-link-share = { $unit }, { $day }: { $share }
units-link-unknown = { $unit }, { $day }: a part, share not known
units-link-whole = { $unit }, { $day }: wholly
units-look = Preview
units-merge-lead = The units cease and their figures go to the successor. Groups below go on under the successor.
units-merge-title = Merge
units-names-title = New names where names meet
units-predecessors = Units before the rearrangement
units-preview-lead = Nothing is recorded yet. Look at what will change first.
units-problem-bad-parent = { $unit }: the unit above is not there on that day or stands on another level.
units-problem-changed-later = { $unit } was changed from { $day } on. Choose a later day, or undo that change first.
units-problem-children-left = { $count ->
    [one] { $unit } still has { $count } unit below it. Move or dissolve it first.
   *[other] { $unit } still has { $count } units below it. Move or dissolve them first.
}
units-problem-code-taken = The code { $code } belongs to another unit. Check it.
units-problem-name-taken = There is a unit of that kind called { $unit } already. Choose another name.
units-problem-no-heir = { $unit } ceases without a successor. Choose one.
units-problem-not-alive = { $unit } is not there on that day. Check the first day.
units-problem-nothing = Nothing would change. Change at least one thing.
units-problem-share-without-source = The share of { $unit } needs its source.
units-problem-shares-not-whole = The shares of { $unit } do not make 100 %.
units-problem-unknown = A unit is no longer there. Load the page anew.
units-problem-unknown-kind = The kind of { $unit } is not known. Choose another.
units-problem-wrong-level = { $unit } and its successor do not stand on one level.
units-record = Record the change
units-reform-column-new = New group
units-reform-column-old = Old group
units-reform-column-share = Share (%)
units-reform-column-source = Source
units-reform-file = Filled sheet
units-reform-file-hint = XLSX or CSV. A file takes the place of the table below.
units-reform-lead = Where each old group goes. A group that goes wholly into one new group keeps its history.
units-reform-no-heading = No heading “Tổ cũ”, “Tổ mới” was found. Use the template above.
units-reform-notes = What the file holds stands in the table below. Compare it, then look at what it does.
units-reform-sheet = Groups
units-reform-sheet-note = One line for each old group with the name of the new group. An old group that goes to several has several lines. A new group without predecessors leaves the old group empty.
units-reform-sheet-share = Write a share only when it is known and has a source; otherwise leave it empty.
units-reform-sheet-title = Re-forming the groups of { $unit }
units-reform-table = Table
units-reform-table-hint = Each line: old group | new group | share (%) | source. Cells may be pasted from a spreadsheet.
units-reform-template = Download the XLSX template
units-reform-title = Re-form the groups
units-reform-too-many-rows = The table has more than { $max } lines. Keep only the groups of this commune.
units-rehome-entry = { $register }, { $day }
units-rehome-follow = { $count ->
    [one] { $count } entry follows its unit by itself.
   *[other] { $count } entries follow their unit by themselves.
}
units-rehome-follow-least = { $count ->
    [one] At least { $count } entry follows its unit by itself.
   *[other] At least { $count } entries follow their unit by themselves.
}
units-rehome-more = and { $count } more that follow the common choice
units-rehome-more-uncounted = and older ones that follow the common choice
units-rehome-nowhere = No unit can take them. Void these entries or choose another day first.
units-rehome-open = Open the entry
units-rehome-question = { $count ->
    [one] { $count } entry of { $unit } goes to
   *[other] { $count } entries of { $unit } go to
}
units-rehome-question-over = { $count ->
    [one] More than { $count } entry of { $unit } go to
   *[other] More than { $count } entries of { $unit } go to
}
units-rehome-single = One by one ({ $count })
units-rehome-single-newest = The newest { $count } one by one
units-rehome-title = Entries that must go elsewhere
units-rename-lead = Another name, kind or code. History and figures do not change.
units-rename-title = Rename
units-split-below = Where the units below go
units-split-heir = New unit { $n }
units-split-lead = The unit ceases and becomes several. Groups below go wholly to one of them with their figures.
units-split-title = Split
units-then-and-now = { $then } (now { $now })
units-told-begins = New units
units-told-begins-back = Units that will be gone
units-told-ends = Units that cease
units-told-ends-back = Units that will be restored
units-told-moved = Units that move
units-told-moved-line = { $unit }: from { $from } to { $to }
units-told-others = Units concerned
units-told-renamed = Renamed
units-told-renamed-line = { $old } becomes { $new }
units-told-share-line = { $from } to { $to }: { $share }, after { $source }
units-told-shares = Shares
units-told-unknown-line = { $from } to { $to }: share not known, figures stay undivided
units-transfer-lead = The unit goes on under another unit above. Its figures go along.
units-transfer-title = Transfer
units-undo-act = Undo
units-undo-lead = Units are as before. Choose where entries recorded since then go; figures are then as if the change had not been.
units-undo-stands-on = To undo this, undo these first:
units-undo-title = Undo this change
