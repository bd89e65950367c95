//! The session against a Google in virtual time that understands coded speech: a word is four chunks of one byte value, a gap one chunk
//! of silence. A word of which it gets only a part it understands as `?`, so that nothing cut, lost or doubled goes unseen.

mod breaking;
mod properties;
mod renewing;
mod rig;
mod settling;
