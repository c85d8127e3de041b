# Books that meet

exchange-address = Network address
exchange-address-hint = For example https://so.gialai.gov.vn. Leave empty to exchange by files only.
exchange-address-save = Save the address
exchange-answer-take = Take this answer
exchange-answer-title = An answer of the level above
exchange-aside = Deal with it later
exchange-card-take = The codes agree: accept this unit
exchange-card-title = A card
exchange-compare = Compare the code of the key
exchange-compare-lead = Telephone the sender and read out each group; accept only when all agree with the code on their own exchange page.
exchange-end = End the exchange with this unit
exchange-ended = ended
exchange-error-address = Not an address: write the host only, for example https://so.gialai.gov.vn, without a path.
exchange-error-address-http = The address must be https, so that nobody reads the figures on the way.
exchange-error-collides = Figures of this period came another way, or the id belongs to another content. Ask the sender.
exchange-error-cut-off = The file ends in the middle: copy or download it again.
exchange-error-damaged = The content does not agree with its code. Ask the sender to export it again.
exchange-error-ended = The exchange with { $name } was ended. To take its files again, take its card anew.
exchange-error-forged = The signature does not fit: the file was changed or forged. It is not taken; tell the sender.
exchange-error-full = Too many letters of this sender wait.
exchange-error-newer = A newer version made this file. Upgrade the program, then take it.
exchange-error-no-address = There is no network address for { $name }. Note it on the exchange page, or send a file.
exchange-error-not-allowed = This is not within the office that you hold.
exchange-error-not-for-us = This file of { $unit } was not sent to a unit of yours in this book.
exchange-error-not-theirs = The sender does not speak for { $unit }.
exchange-error-other-file = This is no card or bundle of Diên Hồng. Choose a .dienhong file.
exchange-error-other-key = { $name } was introduced with another code: { $key }. Telephone before you take a new card.
exchange-error-stale = Version { $version } was taken, which is as new or newer. There is nothing to take.
exchange-error-stands = The filing stands so: { $state }; the answer does not fit any more. Open it to see.
exchange-error-too-large = The file is larger than 8 MB: it is no bundle.
exchange-error-unknown-filing = This book does not hold the figures that are answered.
exchange-error-unknown-sender = Nobody introduced the sender here (code { $key }). Take its card first.
exchange-error-unknown-unit = The list of units of this book does not hold the unit that is named.
exchange-error-unreached = { $name } could not be reached ({ $why }). Try again later, or send a file.
exchange-error-waits = Version { $version } waits for an answer here. Answer that one first.
exchange-error-works-here = People of { $name } work in this very book: they accept or return on its pages, not by files.
exchange-fetch = Fetch answers over the network
exchange-fetched = { $count ->
    [one] { $count } new letter was fetched.
   *[other] { $count } new letters were fetched.
}
exchange-figures = Figures in the file
exchange-file = A file that came
exchange-file-hint = A card, a bundle of figures or an answer (.dienhong), from a stick or a letter. You see it before it is taken.
exchange-filing-take = Take these figures
exchange-filing-title = Figures from below
exchange-known = This was taken already; taking it again changes nothing.
exchange-lead = Figures go between installations in signed files: up as figures, down as answers.
exchange-letter-of = A letter of { $name }
exchange-letters = Letters to deal with
exchange-letters-today = { $count ->
    [one] { $count } letter of another unit to deal with
   *[other] { $count } letters of other units to deal with
}
exchange-look = Look at the file
exchange-open = Open the filing
exchange-own = This installation’s card
exchange-own-download = Download the card
exchange-own-lead = Give this card to whoever will take the figures of { $unit }, and read them the code over the telephone.
exchange-peers = Installations that were introduced
exchange-peers-none = None yet.
exchange-report-signed = The signed copy came along
exchange-report-take = Take this report
exchange-report-title = A report from below
exchange-report-unsigned = No signed copy came along
exchange-send = Send over the network to { $name }
exchange-sender = Sender
exchange-sent = Sent to { $name }. They look at it before taking it; the answer comes to the exchange page.
exchange-speaks-for = Speaks for
exchange-there-full = { $name } has many letters left to look at and takes no more. Call them.
exchange-there-newer = { $name } runs an older version and cannot read it. Send it after they upgrade.
exchange-there-other = { $name } did not take it ({ $code }). Call them, or send a file.
exchange-there-stale = { $name } did not take the question: the clocks differ by more than a day, or the address is that of another book.
exchange-there-unknown = { $name } has not accepted this unit’s card yet. Give them the card and read out its code first.
exchange-title = Exchange
exchange-trusted = exchanging
exchange-what = Content
exchange-what-of = { $title }, { $period }
