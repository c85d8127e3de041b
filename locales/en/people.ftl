# Words of people, appointments, signing in.

people-account-add-passkey = Add this device’s fingerprint
people-account-change-password = Change the password
people-account-codes-left =
    { $count ->
        [one] 1 recovery code is left.
       *[other] { $count } recovery codes are left.
    }
people-account-end-others = End all other sessions
people-account-end-session = End
people-account-has-password = The login is { $login }. Each sign-in also asks for the six digits of the app.
people-account-language = Language
people-account-last-used = Last used { $moment }
people-account-locked = Ways of signing in are locked
people-account-made = Added { $moment }
people-account-new-codes = Make new recovery codes
people-account-no-passkeys = No device signs in by fingerprint yet.
people-account-no-password = No password is set. With a fingerprint none is needed.
people-account-no-terms = No appointment yet. Once the ward appoints, it appears here.
people-account-not-fresh = Sign in again to change how to sign in.
people-account-passkey-added = This device’s fingerprint was added.
people-account-passkey-removed = The device was removed.
people-account-passkeys = Devices that sign in by fingerprint
people-account-password = Password
people-account-password-removed = The password was removed. The fingerprint remains.
people-account-remove = Remove
people-account-remove-password = Remove the password
people-account-save-language = Save the language
people-account-session-ended = The session was ended.
people-account-session-passkey = By fingerprint, last used { $moment }
people-account-session-password = By password, last used { $moment }
people-account-sessions = Signed-in devices
people-account-terms = Appointments
people-account-this-device = (this device)
people-act-accept-figures = Accept or return figures from below
people-act-approve-figures = Approve figures and send them up
people-act-approve-reports = Approve or return reports
people-act-change-units = Change the list of units
people-act-finish-entries = Approve and correct entries
people-act-freeze-figures = Lock the figures of a period
people-act-keep-incoming = Read and keep the register of incoming papers
people-act-manage-packs = Install packs
people-act-manage-papers = Declare who issues papers and who signs
people-act-manage-people = Invite and appoint people
people-act-manage-subjects = Enter, rename and close subjects
people-act-manage-tokens = Make connection keys
people-act-read-entries = Read entries
people-act-read-log = Read the log
people-act-read-subjects = Read the register of subjects
people-act-read-totals = Read totals
people-act-read-units = Read the list of units
people-act-write-entries = Record entries
people-act-write-reports = Write reports, enter outgoing papers
people-again = Sign in again to send
people-again-done = Signed in again
people-again-done-lead = Everything typed is still there. Press the button to send it on.
people-again-files = Photos and files could not be kept while signing in; choose them again after sending.
people-again-lead = The session ended while typing. Everything typed is kept on this page.
people-again-passkey = Use the fingerprint and send on
people-again-send-on = Send on
people-appoint = Appoint to more
people-appoint-do = Appoint
people-appoint-title = Appoint { $name }
people-by-password = Sign in by password
people-code = Type the code
people-code-field = Code
people-code-hint = The six digits of the authenticator app, or a recovery code.
people-code-lost = The device with the app is gone
people-code-lost-words = Use one of the recovery codes copied when the password was set. Without one, ask the ward for a new invitation.
people-code-over = Five minutes have passed. Type name and password again.
people-device-unknown = Unknown device
people-done-appointed = Appointed.
people-done-ended = The appointment was ended.
people-done-withdrawn = The invitation was withdrawn.
people-end = End
people-end-day = Last day
people-end-day-hint = Only when another day is chosen, for example 31/12/2026.
people-end-do = End the appointment
people-end-later = After another day
people-end-now = Now
people-end-reason-hint = For example: moved to another office. Readers of the ward’s log can see it.
people-end-title = End an appointment of { $name }
people-end-when = When it ends
people-enrol = Link an authenticator app
people-enrol-by-hand = Type it by hand
people-enrol-code-hint = The six digits that the app shows now.
people-enrol-finish = Finish
people-enrol-on-this-phone = Open the app on this device
people-enrol-qr = QR code for the authenticator app
people-enrol-scan = Scan this with the authenticator app
people-enrol-words = Open an authenticator app on the phone (Google Authenticator, Microsoft Authenticator or another), add an account, and scan.
people-enrol-wrong-code = The code does not fit. On the server it is { $now }: if the phone shows another time, set the wrong clock first. Wait for the next code and type it.
people-error-code-clock-ahead =
    { $count ->
        [one] This code is right for another moment: the phone’s clock runs about one minute before the server’s. On the server it is { $now }. Set whichever clock is wrong (phone: automatic time, server: tell its operator), then type a new code.
       *[other] This code is right for another moment: the phone’s clock runs about { $count } minutes before the server’s. On the server it is { $now }. Set whichever clock is wrong (phone: automatic time, server: tell its operator), then type a new code.
    }
people-error-code-clock-behind =
    { $count ->
        [one] This code is right for another moment: the phone’s clock runs about one minute behind the server’s. On the server it is { $now }. Set whichever clock is wrong (phone: automatic time, server: tell its operator), then type a new code.
       *[other] This code is right for another moment: the phone’s clock runs about { $count } minutes behind the server’s. On the server it is { $now }. Set whichever clock is wrong (phone: automatic time, server: tell its operator), then type a new code.
    }
people-error-code-missing = Type the six digits, for example 123 456.
people-error-code-wrong = The code does not fit or was used. Wait for the next one and type it. On the server it is { $now }: if the phone shows another time, set the wrong clock first.
people-error-day-not-in-term = The last day must lie between today and the end of the term.
people-error-end-not-allowed = Only a higher office can end this one. Tell the operator.
people-error-ended-already = This appointment has already ended.
people-error-ends-before-it-begins = The last day must follow the first day.
people-error-ends-in-the-past = The last day is over. Type a day from today on.
people-error-enrol-over = Half an hour has passed. Begin again.
people-error-hand-over-changed = The work has changed since it was shown. Look again, then hand over.
people-error-hand-over-nothing = There is nothing to hand over.
people-error-hand-over-receiver = The receiver may not record in { $unit }. Appoint first, then hand over.
people-error-hand-over-same = Choose a receiver other than the giver.
people-error-held-already = The person already holds this in these days.
people-error-key-day = A key lasts until { $latest } at most. Type a day from today until then.
people-error-key-no-scope = Choose at least one thing that the program may do.
people-error-key-not-in-role = This role does not include “{ $act }”. Take it out or choose another role.
people-error-key-revoked = This key was already revoked.
people-error-last-manager = This is the last person who can sign in and invite others. Invite somebody else first, then end it.
people-error-last-way = This is the last way to sign in. Add another first, then remove it.
people-error-login-missing = Type the login or the telephone number.
people-error-login-taken = Somebody has this login. Choose another, for example with the middle name.
people-error-login-too-long = A login has at most { $most } characters.
people-error-login-too-short = A login has at least { $least } characters.
people-error-name-missing = Type the name, for example Nguyễn Thị Phượng.
people-error-name-not-a-name = A name has letters, for example Nguyễn Thị Phượng.
people-error-name-too-long = A name has at most { $most } characters.
people-error-new-login-missing = Choose a login, for example phuong.ntt.
people-error-new-password-missing = Choose a password, for example four words.
people-error-passkey-not-here = Fingerprints cannot be used at this address. Use a password.
people-error-passkey-not-proven = The device could not confirm. Try again or use a password.
people-error-passkey-over = Five minutes have passed or the invitation no longer holds. Reload the page and try again.
people-error-passkey-unknown = This device is not known here. Ask the ward for a new invitation or use a password.
people-error-password-common = Many people use this password. Join a few unrelated words instead.
people-error-password-differs = The two do not match. Type both again.
people-error-password-like-the-login = The password is too much like the login, the name or the telephone number. Choose another.
people-error-password-missing = Type the password.
people-error-password-only-digits = Digits alone are easy to guess. Add letters, for example a few words.
people-error-password-too-long = A password has at most { $most } characters.
people-error-password-too-short = A password has at least { $least } characters. Four words are enough.
people-error-person-gone = This person is not found in the unit.
people-error-phone = A telephone number has 10 or 11 digits, for example 0905 123 456.
people-error-phone-taken = Somebody has this number. If it is the same person, open their page and appoint them there.
people-error-reason-missing = Type a reason, for example moved to another office.
people-error-reason-too-long = A reason has at most { $most } characters.
people-error-receiver-missing = Choose a receiver.
people-error-reset-not-allowed = This person holds an office that only a higher one can invite again. Tell the operator.
people-error-role-does-not-fit = This role does not fit the unit. Group leaders belong to a group, the others to a ward or above.
people-error-role-missing = Choose a role.
people-error-sign-in = Name or password is not right. Check capitals and the keyboard, then type again.
people-error-subject-gone = This one is no longer there. Choose one that is open.
people-error-term-not-allowed = This role over this unit is not yours to give. Choose another role or unit.
people-error-unit-gone = This unit is no longer in the list of units. Choose another.
people-error-unit-missing = Choose a unit.
people-fastest = The quickest way
people-fastest-words = Use this device’s own fingerprint, face or screen lock.
people-feed = Reminder calendar
people-feed-address = Address of the calendar
people-feed-copied = I have saved the address
people-feed-how = In the calendar app of your phone or computer, choose to add a calendar by its address, and paste this one.
people-feed-made = Address of the reminder calendar
people-feed-made-at = The address was made { $moment }.
people-feed-make = Make an address
people-feed-once = Shown only once
people-feed-once-words = Whoever has this address reads the calendar. Only a code to compare is kept, and nobody can see it again. If it is lost or known to others, make a new one.
people-feed-renew = Make a new address
people-feed-revoke = Revoke the address
people-feed-revoked = The address was revoked. Calendar apps cannot read it any more.
people-feed-words = A calendar app reminds you of the last days of what you have to do. It says the kind of task, the unit and the day, and ends with your appointment. A new address ends the old one.
people-first-time = Invited for the first time?
people-first-time-by-hand = Type the code by hand
people-first-time-words = Open the camera and scan the code on the ward’s invitation. No password is needed.
people-forgotten = Forgotten the password
people-forgotten-words = See the ward’s person in charge for a new invitation. No e-mail is sent.
people-from = From
people-from-hint = Empty means from today. For example 01/07/2026.
people-go-back = Back
people-go-on = Continue
people-hand-over = Hand over work
people-hand-over-caption = Work to hand over
people-hand-over-do =
    { $count ->
        [one] Hand over 1 entry
       *[other] Hand over { $count } entries
    }
people-hand-over-done =
    { $count ->
        [one] 1 entry of { $name } was handed over.
       *[other] { $count } entries of { $name } were handed over.
    } Who recorded them stays named.
people-hand-over-drafts = Drafts
people-hand-over-elsewhere =
    { $count ->
        [one] 1 more entry is held elsewhere and stays.
       *[other] { $count } more entries are held elsewhere and stay.
    }
people-hand-over-from = From
people-hand-over-lead = Gives drafts and entries waiting for approval to somebody else. Approved entries do not change.
people-hand-over-none = No open work
people-hand-over-none-words = This person holds no drafts or entries waiting for approval in the unit.
people-hand-over-sent = Waiting for approval
people-hand-over-show = Show the open work
people-hand-over-to = To
people-history = Change log
people-history-all = Show every line
people-history-broken = The chain breaks at line { $place }: this line or the one before was changed outside the book. Tell the operator and compare with a backup.
people-history-caption = What was done, the newest first
people-history-check = Check the chain of the log
people-history-day = Day
people-history-entries =
    { $count ->
        [one] 1 entry
       *[other] { $count } entries
    }
people-history-last = until { $day }
people-history-lead = One line for each act, chained by codes. No line can be changed or removed unseen.
people-history-none = No lines
people-history-none-words = Take away a filter to see more.
people-history-older = Older lines
people-history-place = Line
people-history-revision = revision { $count }
people-history-room = Part
people-history-what = What
people-history-when = When
people-history-who = Who
people-history-whole = { $count ->
    [one] The chain is whole: { $count } line, last mark { $head }.
   *[other] The chain is whole: { $count } lines, last mark { $head }.
}
people-invitation = Invitation for { $name }
people-invitation-ask = Type the invitation code
people-invitation-code = Invitation code
people-invitation-code-hint = Six groups of four characters and one of two, such as 7KQM-X4TD-… Capitals do not matter.
people-invitation-expired = This invitation is older than seven days. Ask the ward for a new one.
people-invitation-letters = The code has no O, I, L or U, so that none is taken for a digit.
people-invitation-no-terms = This invitation opens the account again.
people-invitation-not-a-code = The code is incomplete or has a strange letter. It has 26 letters and digits; check each group.
people-invitation-open = Open the invitation
people-invitation-passkey = Use the fingerprint
people-invitation-passkey-make = Use this device’s fingerprint
people-invitation-passkey-words = Next time a touch is enough. The fingerprint never leaves the device.
people-invitation-password = No fingerprint on this device? Use a password
people-invitation-password-title = Set a password
people-invitation-password-words = An authenticator app on the phone is needed (Google Authenticator, Microsoft Authenticator or another); the next step links it.
people-invitation-reset = Invited again
people-invitation-reset-words = Using this invitation ends earlier fingerprints, passwords and sessions.
people-invitation-terms = Appointments
people-invitation-unknown = No invitation has this code. Check each character.
people-invitation-until = The invitation can be used until { $moment }.
people-invitation-used = This invitation was used. If it was not by you, tell the ward at once.
people-invitation-withdrawn = This invitation was withdrawn or replaced. Ask the ward for the new one.
people-invite = Invite somebody
people-invite-again = Invite again
people-invite-again-explained = A new invitation is made. When it is used, earlier fingerprints, passwords and sessions end. Hand it over in person only.
people-invite-again-title = Invite { $name } again
people-invite-again-words = After a lost phone or a forgotten password, invite again.
people-invite-head = Invite its head
people-invite-head-lead = The head sees this one only, and neither figures nor entries of the unit.
people-invite-lead = An invitation with a QR code is made, to be handed over in person.
people-invite-make = Make the invitation
people-invite-renew = Make a new invitation
people-key = Connection key
people-key-acts = What it may do
people-key-copied = I have saved the key
people-key-last-used = Last used { $moment }
people-key-made = New connection key
people-key-make = Make the key
people-key-name = Name of the program
people-key-name-hint = What the program records bears this name.
people-key-never-used = Never used
people-key-new = Make a key
people-key-once = Shown only once
people-key-once-words = Copy it into the program’s settings. Only a code to compare is kept; nobody can see it again.
people-key-revoke = Revoke the key
people-key-revoke-title = Revoke a connection key
people-key-revoke-words = The program with this key can no longer come in. What it recorded stays.
people-key-revoked = The key was revoked.
people-key-state-open = In force
people-key-state-over = Over
people-key-state-revoked = Revoked
people-key-to = Until
people-key-to-hint = At most 400 days, for example 31/12/2026.
people-keys = Connection keys
people-keys-lead = Let other programs record or read: one key each, for its own acts and unit only.
people-keys-none = No program is connected
people-keys-none-words = Make a key when a program needs to record or read, for example a scanner or the province’s dashboard.
people-log-accept = Used an invitation
people-log-add-passkey = Added a device’s fingerprint
people-log-appoint = Appointed
people-log-book-init = Made the book
people-log-book-moved-in = Took in another book
people-log-bulk-finish = Finished several entries
people-log-bulk-import = Imported a sheet
people-log-bulk-size = { $count ->
    [one] { $count } entry at once
   *[other] { $count } entries at once
}
people-log-bulk-undo = Took an act on several entries back
people-log-end-appointment = Ended an appointment
people-log-end-session = Ended a session
people-log-entries-write = Recorded an entry
people-log-exchange-address = Noted the address of another book
people-log-exchange-answer = Took in the answer of the level above to figures
people-log-exchange-aside = Left a letter for later
people-log-exchange-end = Ended the exchange with another book
people-log-exchange-filing = Took in figures of another book
people-log-exchange-introduce = Took in the card of another book
people-log-exchange-letter = A letter came
people-log-exchange-report = Took in a report of another book
people-log-exchange-report-answer = Took in the answer of the level above to a report
people-log-exchange-report-signed = Took in the signed copy of a report
people-log-exchange-send = Sent to another book
people-log-filings-accept = Accepted figures
people-log-filings-approve = Approved and sent figures
people-log-filings-approve-return = Approved the return of accepted figures
people-log-filings-ask-return = Asked for the return of accepted figures
people-log-filings-freeze = Locked the figures of a period
people-log-filings-refuse-return = Refused the return of accepted figures
people-log-filings-return = Returned figures
people-log-hand-over = Handed over work
people-log-invite = Invited somebody
people-log-invite-again = Invited somebody again
people-log-ledger-mend = Corrected the totals
people-log-make-feed = Made the address of a reminder calendar
people-log-make-key = Made a connection key
people-log-of-appointment = an appointment
people-log-of-book = the whole book
people-log-of-bulk = several entries at once
people-log-of-change = the list of units
people-log-of-entry = an entry
people-log-of-envelope = figures or a report
people-log-of-filing = the figures of a period
people-log-of-incoming = an incoming paper
people-log-of-issuer = an issuing body
people-log-of-key = a key
people-log-of-letter = a letter
people-log-of-own = one’s own account
people-log-of-pack = a pack
people-log-of-paper = a paper
people-log-of-peer = another book
people-log-of-person = a person (name erased)
people-log-of-report = a report
people-log-of-signer = a signer
people-log-of-subject = a subject
people-log-packs-install = Installed a pack
people-log-packs-retire = Retired a pack
people-log-papers-begin = Began a paper
people-log-papers-cancel = Cancelled an issued paper
people-log-papers-discard = Discarded the draft of a paper
people-log-papers-incoming = Entered an incoming paper
people-log-papers-incoming-assign = Said who deals with an incoming paper
people-log-papers-incoming-done = Marked an incoming paper as dealt with
people-log-papers-incoming-reopen = Marked an incoming paper as still to be dealt with
people-log-papers-incoming-scan = Added the scan of an incoming paper
people-log-papers-incoming-scan-remove = Removed the scan of an incoming paper
people-log-papers-incoming-strike = Struck a line of the register of incoming papers
people-log-papers-issue = Approved a paper and gave it a number
people-log-papers-restore = Restored a discarded draft
people-log-papers-return = Sent a paper back
people-log-papers-revoke = Revoked an issued paper
people-log-papers-signed = Added the signed copy of a paper
people-log-papers-submit = Submitted a paper
people-log-papers-withdraw = Took a submitted paper back
people-log-papers-write = Filled in a paper
people-log-remove-passkey = Removed a device’s fingerprint
people-log-remove-password = Removed the password
people-log-renew-recovery-codes = Made new recovery codes
people-log-reports-accept = Accepted a report
people-log-reports-approve = Approved a report and gave it a number
people-log-reports-begin = Began a report
people-log-reports-comment = Commented on a report
people-log-reports-issuer = Recorded an issuing body
people-log-reports-move = Changed the order of a report’s parts
people-log-reports-number = Gave a paper its number
people-log-reports-number-cancel = Cancelled the number of a paper
people-log-reports-return = Returned a report
people-log-reports-send = Sent a report up
people-log-reports-setting = Changed how a report is made
people-log-reports-settle = Settled a comment on a report
people-log-reports-signed = Added the signed copy of a report
people-log-reports-signer = Recorded who signs
people-log-reports-signer-end = Ended the signing of a person
people-log-reports-submit = Laid a report before the chair
people-log-reports-withdraw = Withdrew a report
people-log-reports-write = Wrote in a report
people-log-rescue = Opened a way in from the machine itself
people-log-revoke-feed = Revoked the address of a reminder calendar
people-log-revoke-key = Revoked a connection key
people-log-room-all = Every part
people-log-room-book = The book
people-log-room-bulk = Several entries at once
people-log-room-entries = Entries
people-log-room-exchange = Exchange between books
people-log-room-filings = Figures sent up
people-log-room-ledger = Totals
people-log-room-packs = Packs
people-log-room-papers = Incoming papers
people-log-room-people = People and signing in
people-log-room-reports = Reports and outgoing papers
people-log-room-subjects = Subjects
people-log-room-units = List of units
people-log-set-password = Set a password
people-log-set-up = Set the book up
people-log-sign-in = Signed in
people-log-sign-in-failing = Many wrong passwords were tried
people-log-sign-out = Signed out
people-log-subjects-add = Entered a subject
people-log-subjects-close = Closed a subject
people-log-subjects-rename = Renamed a subject
people-log-units-change = Changed the list of units
people-log-units-undo = Undid a change of the list of units
people-log-unknown = An act that this version has no name for
people-log-withdraw-invitation = Withdrew an invitation
people-login = Login or telephone number
people-members = People of the unit
people-members-former =
    { $count ->
        [one] 1 former person
       *[other] { $count } former people
    }
people-members-none = Nobody is invited yet
people-members-none-words = Invite group leaders and officials; each gets an invitation with a QR code.
people-name = Name
people-new-login = Login
people-new-login-hint = A telephone number or a name such as phuong.ntt. Marks and capitals do not matter.
people-new-password = Password
people-new-password-hint = At least { $least } characters. A few words are easy to remember and hard to guess.
people-open-work = Open work
people-or-password = Or use a password
people-passkey-cancelled = No fingerprint was given. Press the button to try again.
people-passkey-failed = The device could not do this. Try again or use a password.
people-passkey-off = This browser cannot use fingerprints. Use the password below.
people-password = Password
people-password-again = Type the password again
people-phone = Telephone
people-phone-hint = Can be used instead of a login.
people-phone-is = Telephone { $phone }.
people-program-itself = The program
people-reason = Reason
people-recovery-codes = Recovery codes
people-recovery-copied = I have saved the codes
people-recovery-once = Shown only once
people-recovery-words = Copy or print them and keep them in a safe place. Without the phone, each one replaces the six digits once.
people-role = Role
people-role-chair = Chair
people-role-chair-hint = Reads, approves, invites and appoints, reads the log.
people-role-group-leader = Group leader
people-role-group-leader-hint = Records for the group and sends to the ward.
people-role-official = Official
people-role-official-hint = Records, approves entries and changes the list of units.
people-role-operator = Operator
people-role-operator-hint = Installs, backs up, invites. Does not read entries.
people-role-police = Police
people-role-police-hint = Records and approves entries.
people-role-reader = Reader
people-role-reader-hint = Only reads entries and totals.
people-role-standing = Standing member of the steering committee
people-role-standing-hint = Reads entries, totals and the log.
people-role-subject-head = Head of a subject
people-role-subject-head-hint = Sees the own agency, enterprise or educational institution.
people-set-password = Set a password
people-set-up = First set-up
people-set-up-code = Set-up code
people-set-up-code-hint = It stands in the program’s window on the server. Opened on that machine, this page asks for none.
people-set-up-commune = Unit
people-set-up-commune-before = Takes over: { $units }.
people-set-up-commune-find = Search
people-set-up-commune-found = Found
people-set-up-commune-hint = Marks are not needed; former names are found as well. All 34 provinces and 3,321 communes since 01/07/2025 are here.
people-set-up-commune-none = Not found
people-set-up-commune-none-words = Type the present or a former name, with the province if there are several, such as “dien hong gia lai”.
people-set-up-commune-note = Where the book is kept
people-set-up-commune-search = Search for the commune, ward, special zone or province
people-set-up-commune-title = Choose your unit
people-set-up-go-on = Go on with the set-up
people-set-up-language = Language
people-set-up-language-note = Language of the pages
people-set-up-language-title = Choose a language
people-set-up-offline = Works without Internet.
people-set-up-person = Operator
people-set-up-person-lead = The operator installs, backs up and invites the other members.
people-set-up-person-note = The operator, who invites the other members
people-set-up-person-title = The first operator
people-set-up-role = Office in the unit
people-set-up-role-hint = Beside the operator’s work. More can be given later.
people-set-up-role-none = Operator only
people-set-up-unfinished = { $name } is the first operator but cannot sign in yet. Continue to choose how.
people-set-up-welcome = Complete the three steps below to begin: language, unit, first operator.
people-set-up-wrong-code = The set-up code is not right. Copy it from the program’s window, or open this page on that machine.
people-show = Show
people-sign-in = Sign in
people-sign-in-lead = The book of { $unit }.
people-sign-in-passkey = Use the fingerprint
people-sign-out = Sign out
people-signed-out = Signed out on this device.
people-state-active = Active
people-state-expired = Invitation over
people-state-invited = Invited
people-state-no-way = Cannot sign in
people-term = { $role }, { $unit }. { $days }
people-term-ended = Ended by { $name }: { $reason }
people-term-given = Given by { $name }, { $moment }
people-term-never = Ended before it began
people-terms-current = Appointments
people-terms-ended = Former appointments
people-terms-none = Holds nothing at present.
people-ticket = Invitation for { $name }
people-ticket-address = Address of the invitation
people-ticket-by-hand = Or open the sign-in page and choose “Type the code by hand”:
people-ticket-done = I have handed it over
people-ticket-once = Shown only once
people-ticket-once-words = Let the right person scan it, or print it and hand it over. Whoever holds it can come in as that person.
people-ticket-qr = QR code of the invitation
people-ticket-scan = Scan with the phone’s camera
people-ticket-until = For one use, until { $moment }.
people-ticket-words = A touch of the finger and it is done.
people-to = Until
people-to-hint = Leave empty if not known. For example 30/06/2031.
people-unit = Unit
people-unit-hint = What stands below it is included.
people-wait-minutes =
    Too many wrong tries. { $count ->
        [one] Wait 1 minute
       *[other] Wait { $count } minutes
    } and try again.
people-wait-seconds =
    Too many wrong tries. { $count ->
        [one] Wait 1 second
       *[other] Wait { $count } seconds
    } and try again.
people-ways-both =
    { $count ->
        [one] Signs in by fingerprint (1 device) or password.
       *[other] Signs in by fingerprint ({ $count } devices) or password.
    }
people-ways-none = No way to sign in yet.
people-ways-passkeys =
    { $count ->
        [one] Signs in by fingerprint (1 device).
       *[other] Signs in by fingerprint ({ $count } devices).
    }
people-ways-password = Signs in by password.
people-withdraw = Withdraw the invitation
