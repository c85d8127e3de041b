//! Signing in and out, invitations, appointments and keys.

mod door;
mod journeys;
