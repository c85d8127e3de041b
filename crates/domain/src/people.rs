//! What the book keeps of people beside their names: what they are, how far they have come, how they sign in.

/// Who a row among the persons stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PersonKind {
    /// A person.
    Person,
    /// A program, which comes with a key.
    Program,
}

impl PersonKind {
    const ALL: [PersonKind; 2] = [PersonKind::Person, PersonKind::Program];

    /// The stored form.
    pub fn number(self) -> i64 {
        match self {
            PersonKind::Person => 0,
            PersonKind::Program => 1,
        }
    }
    /// Reads the stored form.
    pub fn stored(number: i64) -> Option<PersonKind> {
        PersonKind::ALL.into_iter().find(|k| k.number() == number)
    }
}

/// How far somebody's account has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PersonState {
    /// Invited, and has not signed in yet.
    Invited,
    /// Has signed in.
    Active,
    /// Closed: nobody signs in with it any more.
    Closed,
}

impl PersonState {
    const ALL: [PersonState; 3] = [PersonState::Invited, PersonState::Active, PersonState::Closed];

    /// The stored form.
    pub fn number(self) -> i64 {
        match self {
            PersonState::Invited => 0,
            PersonState::Active => 1,
            PersonState::Closed => 2,
        }
    }
    /// Reads the stored form.
    pub fn stored(number: i64) -> Option<PersonState> {
        PersonState::ALL.into_iter().find(|s| s.number() == number)
    }
}

/// How a session was opened; a phone with a passkey stays signed in longer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SessionKind {
    /// By a passkey.
    Passkey,
    /// By a password and a code.
    Password,
}

impl SessionKind {
    const ALL: [SessionKind; 2] = [SessionKind::Passkey, SessionKind::Password];

    /// The stored form.
    pub fn number(self) -> i64 {
        match self {
            SessionKind::Passkey => 0,
            SessionKind::Password => 1,
        }
    }
    /// Reads the stored form.
    pub fn stored(number: i64) -> Option<SessionKind> {
        SessionKind::ALL.into_iter().find(|k| k.number() == number)
    }
}

/// What an invitation is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InvitationPurpose {
    /// To come in for the first time.
    Invite,
    /// To come in again; what opened the account before ends.
    Reset,
}

impl InvitationPurpose {
    const ALL: [InvitationPurpose; 2] = [InvitationPurpose::Invite, InvitationPurpose::Reset];

    /// The stored form.
    pub fn code(self) -> &'static str {
        match self {
            InvitationPurpose::Invite => "invite",
            InvitationPurpose::Reset => "reset",
        }
    }
    /// Reads the stored form.
    pub fn parse(code: &str) -> Option<InvitationPurpose> {
        InvitationPurpose::ALL.into_iter().find(|p| p.code() == code)
    }
}
