# What goes from hand to hand: its history

procedures-accept = { $who } accepted it, { $when }
procedures-ask = { $who } asked for the return of the figures, { $when }
procedures-begin = { $who } began to write, { $when }
procedures-filing-approve = { $who } approved and sent it, { $when }
procedures-freeze = { $who } locked the figures, { $when }
procedures-history = What happened
procedures-paper-cancel = { $who } cancelled the paper, { $when }
procedures-paper-discard = { $who } discarded the draft, { $when }
procedures-paper-issue = { $who } approved it and gave it a number, { $when }
procedures-paper-restore = { $who } took the draft up again, { $when }
procedures-paper-revoke = { $who } revoked the paper, { $when }
procedures-paper-submit = { $who } locked and submitted it, { $when }
procedures-refuse = { $who } refused the return, { $when }
procedures-replace = { $who } locked a new version instead, { $when }
procedures-report-approve = { $who } approved and numbered it, { $when }
procedures-return = { $who } returned it, { $when }
procedures-return-approve = { $who } approved the return, { $when }
procedures-send = { $who } sent it up, { $when }
procedures-submit = { $who } locked the figures and laid it before the chair, { $when }
procedures-unknown-act = { $who }, { $when }
procedures-who = { $name } ({ $unit })
procedures-withdraw = { $who } took it back to write on, { $when }
