# Words of the demo book.

demo-change = Change the role
demo-column-address = Open in a browser
demo-column-role = Role
demo-column-unit = Unit
demo-doors = Each role has a door without a password, open on this machine only:
demo-enter = Enter
demo-enter-as = Enter as { $role }, { $place }
demo-error-again = The old demo book at { $place } cannot be removed by itself. Drop that database, or choose another with --db.
demo-error-clock = This machine's clock stands before the last day of the sample data. Set it and run again.
demo-error-only-here = The demo book opens without a password, so it is served on this machine only, not at { $listen }. Leave out --listen and --behind-proxy, or listen on 127.0.0.1.
demo-error-other = There is another book at { $place }, not a demo book. It was not touched: choose another folder with --data.
demo-help-fresh = Load the demo book anew; what was tried out in it is lost
demo-invitations = Invitations to try the first sign-in, usable once within seven days:
demo-lead = Choose a role to look around. All names are invented. Phường Minh Họa is not a real ward; try anything there.
demo-loaded =
    { $entries ->
        [one] { $entries } entry loaded in { $seconds } seconds.
       *[other] { $entries } entries loaded in { $seconds } seconds.
    }
demo-loading = Loading the demo book …
demo-title = Enter the demo book
