# Rule packs

packs-check = Check
packs-error-already = This very pack is installed already.
packs-error-busy = Somebody has just changed the map or the packs. Check once more.
packs-error-mistakes = The pack has mistakes: see the table below.
packs-error-not-an-overlay = A pack laid over a unit needs “extends”.
packs-error-taken = The pack uses codes of another pack. Choose other codes for the register, measure or list.
packs-hint = How to mend it
packs-incomplete = Incomplete pack
packs-install = Install this pack
packs-install-title = Install a pack or an overlay
packs-installed = Installed
packs-instruments = Texts
packs-lead = Registers, measures and lists come from these packs, each by its own text.
packs-place = Place
packs-ready = The pack reads and fits. Look at it, then install.
packs-scope = Holds for
packs-scope-all = All units
packs-text = The pack (TOML)
packs-text-hint = Paste a pack.toml. A pack with “extends” is laid over your own unit; any other holds for all units.
packs-title = Rule packs
packs-version = Version
packs-what = What is wrong
packs-wrong = What needs mending
