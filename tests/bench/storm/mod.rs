//! An edit storm: a server is told of edits, saves, writes from outside, renames, settings and questions at random, at places
//! that are right and at places that lie. After each burst it has to know what a new server knows of the same files.
//!
//! The tests run a short one; `cargo bench --bench storm` one as long as is wanted. The same seed is the same storm.

mod client;
pub mod place;
mod pool;
pub mod random;
mod what_is_known;
mod world;

pub use world::Storm;
