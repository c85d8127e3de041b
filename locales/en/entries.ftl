# Registers and their entries

entries-again = Record another session
entries-alike-title = The book already has { $count } like this: the same unit, day and form
entries-alike-words = If it is the same thing, open that entry and record nothing. If it is another one, press “{ $act }” again: it is recorded all the same.
entries-as-last = As last time
entries-attachments = Photos and files
entries-both-added = { $count ->
    [one] { $count } photo or file more
   *[other] { $count } photos or files more
}
entries-both-book = { $author } wrote this entry into the book at { $at }, after it was opened on this device.
entries-both-differs = differs
entries-both-edit = Change the version on this device first
entries-both-history = The other version stays in the history of the entry.
entries-both-in-book = In the book
entries-both-keep-book = Keep the book’s
entries-both-kept = { $count } there
entries-both-lead = Two versions of one entry. Choose the right one, or change the one on this device so that it holds both.
entries-both-nothing = nothing
entries-both-own = On this device
entries-both-question = Question
entries-both-reason = The entry is approved: taking the version on this device corrects what was counted, and needs a reason.
entries-both-take-own = Take the version on this device
entries-both-title = Two versions
entries-bound-unsure = Not sure of the number
entries-bulk-by = Who and when
entries-bulk-count = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
entries-bulk-entries = Entries of this act
entries-bulk-finish = Several entries finished
entries-bulk-import = Import of a sheet
entries-bulk-import-of = Import of a sheet: { $register }
entries-bulk-kept = Entries left as they were: { $count }
entries-bulk-left = { $count } left
entries-bulk-more = and { $count } more
entries-bulk-size = Entries
entries-bulk-take-back = Take the whole import back
entries-bulk-taken-back = Taken back: { $count }. Their figures have been subtracted.
entries-bulk-undo-hint = Nothing is deleted: finished entries wait again, imported ones are voided with the reason, corrected ones get their answers from before. Entries changed since, or of a period whose figures are locked, stay.
entries-bulk-undone = Taken back
entries-bulk-what = Act
entries-bulk-why-hint = For example: the sheet of the month before was imported.
entries-bulk-why-long = The reason is longer than { $max } characters. Shorten it.
entries-bulks-lead = Each sheet that was imported is one act. Open it to see its entries or to take all of it back.
entries-bulks-none = No sheet was imported yet.
entries-bulks-title = Imports of sheets
entries-choose-lead = Choose the register that fits what was done.
entries-choose-other = Record something else
entries-choose-title = Choose what to record
entries-column-bound = { $label }: precision
entries-column-id = Entry id
entries-column-main = Main figure
entries-column-state = State
entries-column-what = Content
entries-day-today = Today
entries-day-yesterday = Yesterday
entries-done-finished = Approved. The figures have been added.
entries-done-returned = Sent back to its author.
entries-done-saved = Saved as a draft. It counts nothing yet.
entries-done-sent = Sent to the ward. It counts once the ward approves it.
entries-done-there = The book already has this, exactly as sent.
entries-done-voided = This entry is voided. Its figures have been taken away.
entries-done-what = { $register }, { $unit }, { $day }: { $what }.
entries-done-what-bare = { $register }, { $unit }, { $day }.
entries-edit = Change
entries-edit-lead = Nothing old is lost: each change is kept with its author and reason.
entries-edit-title = Change: { $act }
entries-empty-act = Record the first entry
entries-empty-body = One thing that was done is enough to begin with. If there is a spreadsheet already, take in the whole sheet.
entries-empty-title = This register has no entry yet
entries-error-below-nothing = Up to { $day } nobody recorded how many { $count } { $unit } has ({ $measure }). Record what there is first, then what is taken away.
entries-error-below-nought = On { $day } { $unit } has only { $stands } { $count } ({ $measure }). Take away at most that, or record what there is first.
entries-error-choose = Choose “{ $label }”.
entries-error-day-in-doubt = Other days of this column are written month first, so this one is in doubt. Write day/month/year in the whole column.
entries-error-entry-twice = This code stands in a row above. Keep one of them.
entries-error-file-broken = “{ $file }” is damaged and cannot be opened. Open it, save it again and choose it anew.
entries-error-file-kind = “{ $file }” cannot be taken. Choose PDF, DOCX, XLSX, a picture or plain text, without macros.
entries-error-missing = Fill in “{ $label }”.
entries-error-month-taken = This month of this unit is recorded already. Open that entry and change it, so that nothing counts twice.
entries-error-no-bound = “{ $label }” takes only an exact number, not “more than” or “about”.
entries-error-no-reason = Give a reason, for example “the back row was not counted”.
entries-error-no-such-entry = This register has no entry with this code. For a new entry leave the code empty.
entries-error-no-unit = Choose a unit. Its name must be as in the list.
entries-error-not-a-month = Write a month like 9/2022.
entries-error-not-correctable = This entry is voided, or correcting it is not within your rights. Leave the row as the book has it, or take it out.
entries-error-not-in-list = “{ $given }” is not in the list “{ $label }”. Choose one that is.
entries-error-not-on-that-day = “{ $item }” of “{ $label }” is not in use on that day. Choose another.
entries-error-only-one = “{ $label }” takes only one choice.
entries-error-photo-avif = “{ $file }” is an AVIF picture, which is not taken. Open it, save it as JPEG or PNG and choose it anew.
entries-error-photo-broken = The photo “{ $file }” is damaged or cut off. Copy it from the camera or phone again and choose it anew.
entries-error-photo-empty = “{ $file }” is empty (0 bytes). Copy the file again and choose it anew.
entries-error-photo-heic = “{ $file }” is a HEIC photo of an iPhone, which is not taken. Under Settings, Camera, Formats choose “Most Compatible” and take it again, or send it as JPEG.
entries-error-photo-kind = “{ $file }” is no JPEG, PNG or WebP picture. Choose another one, or save it as JPEG and choose it anew.
entries-error-photo-pixels = The photo “{ $file }” has { $width } × { $height } pixels, too many to read. Make it smaller, save it as an ordinary JPEG and choose it anew.
entries-error-photo-too-large = “{ $file }” has { $size } MB. Choose one under { $max } MB.
entries-error-register-not-then = By the rules of that day this register is not kept. Choose another day or another register.
entries-error-several-units = More than one unit bears this name: { $units }. Write it as the list in the template has it.
entries-error-state-by-sheet = A sheet changes no state. Leave this cell, and open the entry to send, approve or void it.
entries-error-stated-elsewhere = This number is recorded for { $unit }. Recorded for the groups and for the ward it would count twice: record it in one place.
entries-error-too-long = “{ $label }” is longer than { $max } characters. Make it shorter.
entries-error-too-many = “{ $label }” takes at most { $max }.
entries-error-two-bounds = “{ $label }”: the words at the number and the precision chosen differ. Keep one of them.
entries-error-unit-alike = No unit bears exactly this name. Nearly alike: { $units }. Write it with its marks.
entries-error-unit-ended = This unit existed only until { $to }.
entries-error-unit-instead = Choose the unit of that day: { $units }.
entries-error-unit-not-then = This unit existed only from { $from } to { $to }.
entries-error-unit-not-yet = The unit did not exist on that day; it exists since { $from }.
entries-error-unit-other-day = Look at the day again, or choose another unit.
entries-error-unknown-field = This register has no question “{ $label }”.
entries-error-unknown-unit = No unit here bears this name. Copy it from the list in the template.
entries-error-wrong-level = This register is not kept for units of that level. Choose another from the list.
entries-export = Download XLSX
entries-facts = What the entry says
entries-field-day = Day
entries-field-day-hint = For example 15/11, yesterday, 10/09/2022
entries-field-month = Month
entries-field-month-hint = For example 9/2022
entries-field-unit = Unit
entries-field-why = Reason
entries-field-why-hint = One short sentence, for example “the back row was not counted”. No names of persons.
entries-file-number = File { $count }
entries-files-hint = PDF, DOCX, XLSX or pictures, each under 20 MB.
entries-filter-all-periods = All days
entries-filter-all-states = All, { $count }
entries-filter-any-state = All
entries-filter-period = Period
entries-filter-search = Search the register
entries-filter-unit = Unit
entries-filter-with-former = { $unit }, former units too
entries-finish = Approve
entries-finish-none-ticked = Tick at least one entry first.
entries-finish-ticked = Finish the ticked entries
entries-finished = Finished: { $count }
entries-finished-left = Entries that were not finished: { $count }
entries-finished-none = No entry was finished
entries-grid = Grid of all groups by month
entries-grid-lead = One row for each group, one column for each number of the month. It can be pasted from Excel. An empty cell is not recorded; write 0 when there was none.
entries-grid-month = Month
entries-grid-month-hint = For example: 9/2026
entries-grid-none = This commune has no groups in the chosen month.
entries-grid-refused = Rows that were not saved: { $count }
entries-grid-save = Save the grid
entries-grid-saved = Rows saved: { $count }.
entries-grid-saved-none = Nothing has changed.
entries-grid-show = Show this month
entries-grid-title = { $register }: all groups, { $month }
entries-grid-unit = Group
entries-grid-unit-choose = Commune
entries-grid-why-hint = Needed when a number that counts is corrected. For example: counted again by the duty book.
entries-history = Versions and changes
entries-history-by = { $name }, { $when }
entries-history-erased = (name erased)
entries-history-first = First recorded
entries-history-returned = Returned to its writer
entries-history-state = Became: { $state }
entries-history-undone = Finishing undone
entries-import = Import XLSX
entries-import-act = See this import or take it back
entries-import-again = Look at the corrected sheet
entries-import-bad = { $count ->
    [one] { $count } cell to correct
   *[other] { $count } cells to correct
}
entries-import-bad-body = No row was taken. Correct the sheet and upload it again, or take only the rows that are right.
entries-import-cell = Cell
entries-import-changes = { $count ->
    [one] { $count } entry differs from the sheet
   *[other] { $count } entries differ from the sheet
}
entries-import-choose = Filled sheet
entries-import-choose-hint = XLSX or CSV, at most 20,000 rows.
entries-import-confirm = { $count ->
    [one] Import { $count } row
   *[other] Import { $count } rows
}
entries-import-correct = { $count ->
    [one] Correct { $count } entry by the sheet
   *[other] Correct { $count } entries by the sheet
}
entries-import-corrected = { $count ->
    [one] { $count } entry corrected by the sheet.
   *[other] { $count } entries corrected by the sheet.
}
entries-import-done = { $count ->
    [one] { $count } row was imported.
   *[other] { $count } rows were imported.
}
entries-import-error-encrypted = The sheet has a password. Remove it and upload again.
entries-import-error-format = This file is neither XLSX nor CSV. Open it in Excel and save it as Excel Workbook (.xlsx).
entries-import-error-gone = This file is kept no more (an hour at most). Choose it again and upload it.
entries-import-error-large = The sheet is too large. Split it: each under 20 MB and 20,000 rows.
entries-import-error-moved = The book changed since the sheet was checked, so nothing was taken in. Look again below, then take it in.
entries-import-error-none = Choose a file before uploading.
entries-import-error-not-seen = Read what stands above, then tick this box.
entries-import-error-quote = Line { $line } opens a quotation mark that is never closed, so what follows runs into one cell. Close it and upload again.
entries-import-error-sheet = Sheet “{ $sheet }”: { $words }
entries-import-error-stray-column = Cell { $cell } lies far from the table (beyond { $max } columns). Mostly a slip: delete the spare columns to the right and save.
entries-import-error-stray-row = Cell { $cell } lies far from the table (beyond { $max } rows). Mostly a slip: delete the spare rows below the table and save.
entries-import-error-unreadable = The file is damaged and cannot be read. Open it in Excel and save it once more.
entries-import-file = File: { $file }
entries-import-head-against-code = Cell { $cell }: the column is called “{ $heading }”, and the hidden row of codes says that it is “{ $field }”. Take a new template and copy the figures into it, or delete the hidden row.
entries-import-in-book = In the book
entries-import-in-sheet = In the sheet
entries-import-known = { $count ->
    [one] { $count } row was imported before and is not imported again.
   *[other] { $count } rows were imported before and are not imported again.
}
entries-import-lacks-columns = The sheet lacks columns
entries-import-lacks-columns-body = Nothing was taken in. Add the columns and upload again, or use the template.
entries-import-lead = Download the template, fill it, upload it. Until all of it is right, nothing is taken.
entries-import-look = { $count ->
    [one] { $count } row was read; something is to be looked at first
   *[other] { $count } rows were read; something is to be looked at first
}
entries-import-look-body = Nothing was taken in yet. Look at what stands below first.
entries-import-missing = The sheet lacks columns: { $columns }
entries-import-no-heading = The headings of this register were not found. Use the template above.
entries-import-notes = Parts of the file are left out, or read otherwise than they stand
entries-import-nothing-new = No new row to take in
entries-import-nothing-new-body = All rows that were read are in the book, or the sheet has none.
entries-import-only-good = { $count ->
    [one] Import only the { $count } row that is right
   *[other] Import only the { $count } rows that are right
}
entries-import-other-register = This is the template of another register ({ $register }). Download the one of this register.
entries-import-question = Question
entries-import-ready = { $count ->
    [one] The { $count } row is right
   *[other] All { $count } rows are right
}
entries-import-ready-body = Take a last look. What was taken in by mistake can be voided entry by entry, leaving its trace.
entries-import-row = Row { $row }
entries-import-seen = I looked at it, and it is right so
entries-import-sheet = { $count ->
    [one] Sheet “{ $sheet }”: { $count } row
   *[other] Sheet “{ $sheet }”: { $count } rows
}
entries-import-template = Download the XLSX template
entries-import-title = Take in a sheet: { $register }
entries-import-twice = Two columns hold the same question: { $columns }. Remove one.
entries-import-typed = It says
entries-import-unit = Unit of the sheet
entries-import-unit-choose = Choose
entries-import-unit-hint = Rows that name no unit are recorded for it.
entries-import-unnamed = Rows that name no unit: { $count }. They are recorded for { $unit }.
entries-import-upload = Upload and look
entries-import-what = To be corrected
entries-import-why-hint = It goes into the history of each corrected entry.
entries-later = Later
entries-ledger = Effect on the figures
entries-ledger-amount = Amount
entries-ledger-measure = Measure
entries-ledger-nothing = This entry adds to no figure yet, because it is not approved.
entries-ledger-rev = Version
entries-ledger-reversal = Takes the old amount away
entries-left-changed = was changed or dealt with since. Open it to see.
entries-left-frozen = the figures of { $period } are locked. Have them returned first.
entries-left-not-allowed = your role does not allow this for its unit.
entries-left-unseen = An entry
entries-left-unseen-why = it does not exist, or you may not see it.
entries-list-caption = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
entries-list-caption-newest = Entries, newest first
entries-list-more = Show { $count } more
entries-list-no-match = Nothing found. Type other letters, or clear the search.
entries-list-not-counted = Not counted: drafts and entries waiting for approval
entries-list-nothing = No entry was found
entries-list-nothing-body = Drop a filter or search for other words. Diacritics are not needed.
entries-list-open-most = { $count } or more
entries-list-reset = Drop the filters
entries-list-search = Search: { $label }
entries-list-sum = Sum of what is final
entries-month-last = Last month
entries-month-this = This month
entries-more = More
entries-new-for = Record a new one
entries-new-lead = What is typed is saved on this device by itself.
entries-no = No
entries-none-in-section = There is no register for your units.
entries-not-counted-draft = Not counted yet: it is still a draft.
entries-not-counted-returned = Not counted yet: it was returned to be corrected.
entries-not-counted-sent = Not counted yet: the ward has still to approve it.
entries-not-counted-voided = No longer counted: it was voided.
entries-note-above-head = Row { $at } stands above the headings and looks like figures: left out. Move it below them.
entries-note-at-cell = Cell { $cell }
entries-note-at-cells = Cells { $cell }
entries-note-at-column = Column { $cell }
entries-note-at-file = The file
entries-note-at-in-sheet = { $at } of sheet “{ $sheet }”
entries-note-at-row = Row { $cell }
entries-note-at-rows = Rows { $cell }
entries-note-at-sheet = Sheet “{ $sheet }”
entries-note-bad-bytes = { $at }: damaged letters (shown as �), on line { $line } of the file. Save it as CSV UTF-8.
entries-note-comment = { $at } has a comment: left out.
entries-note-control-characters = { $at } holds invisible characters: read as blanks.
entries-note-day-without-year = { $at }: the cell shows day and month only; read as { $text }.
entries-note-formula-error = { $at } is a formula that fails with { $text }. Correct it in Excel and save.
entries-note-formula-without-result = { $at } is a formula without a result: read as empty. Open the file in Excel, save, upload again.
entries-note-head-over-several = { $at }: the heading “{ $heading }” stands over several columns and only the first is read, so the number may be short. Give each column its own heading and put the number into one.
entries-note-head-renamed = { $at }: the column “{ $heading }” is read as “{ $field }”, by the hidden row of codes.
entries-note-hidden-column = { $at } is hidden, and read all the same.
entries-note-hidden-rows = { $count ->
    [one] { $at } are hidden or filtered out, with { $count } row filled: taken in all the same. Delete them if they are not wanted.
   *[other] { $at } are hidden or filtered out, with { $count } rows filled: taken in all the same. Delete them if they are not wanted.
}
entries-note-hidden-sheet = { $count ->
    [one] { $at } is hidden and has { $count } row: left out. Show it if it is needed.
   *[other] { $at } is hidden and has { $count } rows: left out. Show it if it is needed.
}
entries-note-merged = { $at } are merged: only the first has a value, the others are read as empty. Unmerge and fill each.
entries-note-month-first = { $at } may have the month first; it is read as { $text }.
entries-note-no-head = { $count ->
    [one] { $at } has { $count } row but no headings of this register: left out.
   *[other] { $at } has { $count } rows but no headings of this register: left out.
}
entries-note-no-heading = { $count ->
    [one] { $at } has { $count } cell without a heading: left out.
   *[other] { $at } has { $count } cells without a heading: left out.
}
entries-note-not-a-table = { $at } is no sheet of cells (a chart or the like): not read.
entries-note-not-unicode = The file is not in Unicode and is read as { $encoding }. If letters are wrong, save it as CSV UTF-8.
entries-note-numbering-words = { $at }: the column of running numbers holds “{ $text }”, which is not read.
entries-note-old-font = { $at } is typed in an old font ({ $font }): “{ $before }” reads “{ $after }”.
entries-note-old-font-unsure = { $at }: “{ $before }” stays; if it was typed in an old font ({ $font }) it reads “{ $after }”.
entries-note-pictures = { $count ->
    [one] { $at } has { $count } picture: left out. Add photos on the page of each entry.
   *[other] { $at } has { $count } pictures: left out. Add photos on the page of each entry.
}
entries-note-rows = Row { $rows }
entries-note-rows-alike = { $at }: the book has an entry of the same unit, day and answers; taken in, it counts once more.
entries-note-rows-held-back = { $at }: right, but in doubt by what is told above, and not taken in while cells are wrong. Correct the cells and upload again.
entries-note-rows-in-sheet = { $rows } (sheet “{ $sheet }”)
entries-note-rows-known-changed = { $at }: taken in before, and the book says otherwise by now; not taken in again. Correct it at the entry.
entries-note-rows-known-draft = { $at }: taken in before, and a draft or returned by now, so that it does not count; not taken in again.
entries-note-rows-known-voided = { $at }: taken in before and voided in the book since; not taken in again.
entries-note-rows-more = Row { $rows } and { $more } more
entries-note-rows-similar = { $at }: the book has an entry of the same unit, day and form with other answers; taken in, it counts beside it.
entries-note-rows-without-unit = { $at }: names no unit where others do; recorded for the unit of the sheet.
entries-note-shown-otherwise = { $at }: the sheet shows “{ $shown }” by the format of the cell; read as { $read }.
entries-note-struck-out = { $at }: it is struck out; it is read all the same.
entries-note-text-boxes = { $at }: text boxes are drawn over the sheet ({ $count }); they are not read.
entries-note-time-of-day = { $at } has a time with the day: only the day is taken.
entries-note-two-lines = { $at }: text in quotes holds a line break and a separator; two rows may hang together. Open the file and look.
entries-note-unknown-column = { $count ->
    [one] { $at }: column “{ $heading }” ({ $count } cell) is not of this register and is left out.
   *[other] { $at }: column “{ $heading }” ({ $count } cells) is not of this register and is left out.
}
entries-photo-number = Photo { $count }
entries-registers-count = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
entries-registers-lead = One register for each kind of work. Recorded once, it adds up by itself.
entries-registers-title = Registers
entries-return = Send back
entries-return-lead = The entry becomes its author’s draft again, with the reason.
entries-return-title = Send back to its author
entries-returned-by = Returned: { $by }
entries-returned-meta = { $what }. Reason: “{ $why }”
entries-save-draft = Save as draft
entries-save-final = Save and approve
entries-search-lead = Type words, a day (26/11), a month, the number of a paper, a unit or a person. Diacritics are not needed.
entries-search-title = Search
entries-send = Send to the ward
entries-tick = Tick the entry of { $unit }, { $day }
entries-trouble-busy = The machine is busy writing. Wait a few minutes and send again; everything you wrote is still below.
entries-trouble-no-space = The disk of the server is full. Tell the operator; everything you wrote is still below and can be sent again as soon as there is room.
entries-trouble-not-allowed = Your office may not record for this unit. Choose a unit from the list; what you wrote is still here.
entries-trouble-not-final = Your office may not approve entries of this unit. Save a draft for those who may; what you wrote is still here.
entries-trouble-title = Not saved yet
entries-understood = Recorded as: { $what }
entries-undo = Undo
entries-undo-hint = It can be undone for 15 minutes, while the entries are unchanged and the figures of the period are not locked.
entries-undo-not-yours = Only whoever finished them can undo it.
entries-undo-too-late = More than 15 minutes have passed. Each entry can still be corrected or voided, with a reason.
entries-void = Void
entries-void-act = Void this entry
entries-void-lead = The entry stays in the register, struck through, with the reason. Its figures are taken away.
entries-void-title = Void the entry
entries-waiting-list = Back to what waits
entries-waiting-next = Next waiting entry
entries-waiting-none = Nothing waits any more.
entries-which-below = Units below
entries-which-hint = Marks may be left out; former names are found as well.
entries-which-lead = Choose the unit that it is recorded for: the commune first, then the group.
entries-which-other = Record for another unit
entries-which-search = Find a unit
entries-yes = Yes
