# Search

search-entries = Entries
search-hint = Numbers of papers, units, people. Diacritics are not needed.
search-incoming = Incoming papers
search-label = Search registers, papers, units, people
search-more = See all
search-nothing = Nothing was found
search-nothing-body = Search for other words. Diacritics are not needed.
search-of-days = Entries and papers of: { $period }.
search-outgoing = Outgoing papers
search-paper-meta = No. { $mark }, { $day }
search-papers-note = Words are looked for in the newest { $count } papers of each register, of this year and the last.
search-people = People
search-reports = Reports
search-subjects = Agencies, enterprises, educational institutions
search-units = Units
