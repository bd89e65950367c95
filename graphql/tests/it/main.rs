//! The schema asked over a real log and real read models in a throw-away directory.

mod sdl;
