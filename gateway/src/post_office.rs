//! A mail server of tests: speaks SMTP (RFC 5321) on a port of this machine and keeps what it is given.

use std::sync::{Arc, Mutex};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// What was handed in, and how it answers.
#[derive(Clone, Default)]
pub(crate) struct PostOffice {
    taken: Arc<Mutex<Vec<String>>>,
    news: Arc<Notify>,
    /// What the server says to a letter; `None`: it takes it.
    refusal: Option<&'static str>,
}

impl PostOffice {
    /// A server, and the address it listens at.
    pub(crate) async fn open(refusal: Option<&'static str>) -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let office = Self { refusal, ..Self::default() };
        let clerk = office.clone();
        tokio_util::task::TaskTracker::new().spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                clerk.serve(stream).await;
            }
        });
        (office, url)
    }

    /// The next letter, decoded.
    pub(crate) async fn letter(&self) -> String {
        let waiting = async {
            loop {
                let news = self.news.notified();
                if let Some(letter) = self.take() {
                    return letter;
                }
                news.await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await.expect("no letter came")
    }

    /// A letter, when there is one.
    pub(crate) fn take(&self) -> Option<String> {
        let mut taken = self.taken.lock().unwrap();
        (!taken.is_empty()).then(|| taken.remove(0))
    }

    /// One conversation, to its end.
    async fn serve(&self, stream: TcpStream) {
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        writer.write_all(b"220 post office\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let verb = line.split_whitespace().next().unwrap_or_default().to_uppercase();
            let answer = match verb.as_str() {
                "EHLO" => "250-post office\r\n250 8BITMIME",
                "DATA" => {
                    writer.write_all(b"354 go on\r\n").await.unwrap();
                    let mut letter = String::new();
                    while let Ok(Some(line)) = lines.next_line().await {
                        if line == "." {
                            break;
                        }
                        letter.push_str(&line);
                        letter.push('\n');
                    }
                    if self.refusal.is_none() {
                        self.taken.lock().unwrap().push(decoded(&letter));
                        self.news.notify_waiters();
                    }
                    self.refusal.unwrap_or("250 taken")
                }
                _ => "250 well",
            };
            writer.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        }
    }
}

/// The headers as they are, and the text as it was before it was coded for the way.
fn decoded(letter: &str) -> String {
    let (head, body) = letter.split_once("\n\n").unwrap_or((letter, ""));
    let coded = |with: &str| head.to_lowercase().contains(&format!("content-transfer-encoding: {with}"));
    let body = if coded("base64") {
        String::from_utf8(STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap()).unwrap()
    } else if coded("quoted-printable") {
        unquoted(&body.replace("=\n", ""))
    } else {
        body.to_owned()
    };
    format!("{head}\n\n{}", body.replace("\r\n", "\n"))
}

fn unquoted(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let digits: String = rest.by_ref().take(2).map(char::from).collect();
            bytes.push(u8::from_str_radix(&digits, 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The token behind `#` of the link in a letter.
pub(crate) fn token_in(letter: &str) -> String {
    let link =
        letter.lines().find(|line| line.starts_with("http")).unwrap_or_else(|| panic!("no link: {letter}"));
    link.split_once('#').unwrap().1.trim().to_owned()
}
