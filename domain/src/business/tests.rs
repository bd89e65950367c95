//! Given–when–then.
