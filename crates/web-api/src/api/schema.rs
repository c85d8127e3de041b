//! Codes as the description lists them. The values themselves are made by the domain; a test holds both together.

use dienhong_domain::rights::Permission;
use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(ToSchema)]
        #[schema(rename_all = "kebab-case")]
        #[expect(dead_code, reason = "only its description is used")]
        pub(super) enum $name { $($(#[$item_doc])* $item),* }
    )*};
}

codes! {
    /// Where a unit stands.
    LevelCode { Country, Province, District, Commune, Group }
    /// How sure an amount is: counted; this much or more ("hơn"); this much or less ("không quá"); near this ("khoảng").
    BoundCode { Exact, AtLeast, AtMost, About }
    /// Where an entry stands: being written (counts nothing), sent up (counts nothing yet), final (counts), voided.
    StateCode { Draft, Sent, Final, Voided }
    /// A state that an entry can be written in.
    OpenState { Draft, Sent, Final }
    /// How amounts of a measure come together: summed over a period; the running sum at a day; stated shares, never added.
    MeasureCode { Flow, Stock, Units, Share }
    /// Where a filing stands.
    FilingCode { Frozen, Sent, Returned, Accepted, Replaced }
    /// Where a report stands.
    StageCode { Writing, Submitted, Issued, Sent, Accepted }
    /// Where a paper made from a template stands.
    PaperCode { Draft, Submitted, Issued, Cancelled, Discarded, Revoked }
    /// What a comparison says; "inconclusive" is left to people.
    VerdictCode { Less, Equal, More, Inconclusive }
    /// What can be said of a target or an expectation.
    JudgedCode { Met, Missed, Inconclusive }
    /// How an indicator should stand to the same period before.
    ExpectedCode { Less, NotMore, More, NotLess }
    /// What a formula came to.
    OutcomeCode { Number, NotRecorded, NothingToDivideBy, Undecided }
    /// What a field takes.
    FieldCode { Number, Share, Text, LongText, Choice, Choices, YesNo, Date, Photos, Files }
    /// Office.
    RoleCode { GroupLeader, Police, Official, Standing, Chair, Reader, Operator }
    /// What a change of the map is called.
    ChangeCode { Found, Merge, Split, Transfer, Rename, Reform, End }
}

/// What a key or person may do.
pub(super) struct ActCode;

impl PartialSchema for ActCode {
    fn schema() -> RefOr<Schema> {
        let codes = Permission::ALL.iter().map(|permission| permission.code());
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("What a key or person may do."))
            .enum_values(Some(codes))
            .into()
    }
}

impl ToSchema for ActCode {}
