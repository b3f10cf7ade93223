//! What day it is, where the person is. Only the server looks at the clock; what depends on it is told.

use jiff::{Zoned, civil};

/// Today's date in the time zone of this machine, which `TZ` may set.
pub fn today() -> civil::Date {
    Zoned::now().date()
}
