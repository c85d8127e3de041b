# Sentences about mistakes: what is wrong and what to do.

errors-amount-above-max = { $label } is at most { $max }. Check the number.
errors-amount-ambiguous = { $label } can be read two ways. Write 1250 without a dot, or 1,25 with a comma.
errors-amount-below-min = { $label } is at least { $min }. Check the number.
errors-amount-decimals = { $count ->
    [one] { $label } has at most { $count } decimal. Round it and write it again.
   *[other] { $label } has at most { $count } decimals. Round it and write it again.
}
errors-amount-missing = { $label } is missing. Write a number, for example 64.
errors-amount-not-a-decimal = { $label } must be a number, for example 7,5.
errors-amount-not-a-number = { $label } must be a number, for example 64.
errors-amount-not-whole = { $label } must be a whole number, for example 64.
errors-amount-range = { $label } holds two numbers, { $from } to { $to }. Write one, for example “at least { $from }” or “about { $middle }”.
errors-amount-split-digits = { $label } has a blank or a line break among its digits. Write one number in one piece, for example 2844.
errors-amount-unknown-words = { $label } holds the words “{ $words }”, which are not understood. Write the number alone, for example 64; its unit is known.
errors-day-in-the-future = This day has not come yet. Write the day on which it happened.
errors-day-missing = Write a day, for example 10/09/2022.
errors-day-no-such-day = There is no { $day } in the calendar. Month { $month } has { $last } days.
errors-day-no-such-month = There is no month { $month }. Write day, month, year, for example 10/09/2022.
errors-day-not-a-day = Write the day like 10/09/2022.
errors-day-too-early = This year is too early. Write a day from 01/01/1945 on, for example 10/09/2022.
errors-day-too-late = This day is too late. Write a day not after { $latest }.
