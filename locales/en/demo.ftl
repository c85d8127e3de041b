# Words of the demo book.

demo-change = Change the role
demo-column-address = Open in a browser
demo-column-role = Role
demo-column-unit = Unit
demo-enter = Open the book
demo-enter-as = Open the book as { $role }, { $place }
demo-error-only-here = The demo book opens without a password, so it is served on this machine only, not at { $listen }. Leave out --listen and --behind-proxy, or listen on 127.0.0.1.
demo-invitations = Invitations to try the first sign-in, usable once within seven days:
demo-lead = Choose a role to look around. All names are fictitious. Phường Minh Họa is not a real ward; try anything there.
demo-title = Enter the demo book
