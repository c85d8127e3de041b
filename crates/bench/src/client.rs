//! An HTTP/1.1 client of a few lines: one connection, one request at a time, nothing but status and body.

use anyhow::{Context, Result, bail};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How long an answer may take: an earlier release may need long for a page of a country's book.
const PATIENCE: Duration = Duration::from_secs(120);

/// A kept connection.
pub struct Client {
    stream: TcpStream,
    host: String,
    sign: String,
    left: Vec<u8>,
}

impl Client {
    /// Connects to an address on this machine, "127.0.0.1:8080".
    pub fn connect(address: &str, cookie: &str) -> Result<Client> {
        Client::connect_with(address, &format!("Cookie: dh={cookie}"))
    }

    /// Connects with the line of a request's head that says who asks, "Authorization: …".
    pub fn connect_with(address: &str, sign: &str) -> Result<Client> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Client {
            stream,
            host: address.to_owned(),
            sign: sign.to_owned(),
            left: Vec::new(),
        })
    }

    /// Sends a request and reads the whole answer.
    pub fn send(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> Result<(u16, Vec<u8>)> {
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{}\r\n",
            self.host, self.sign
        );
        if !kind.is_empty() {
            head.push_str(&format!("Content-Type: {kind}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        let mut all = head.into_bytes();
        all.extend_from_slice(body);
        self.stream.write_all(&all)?;
        self.answer()
    }

    fn answer(&mut self) -> Result<(u16, Vec<u8>)> {
        let mut bytes = std::mem::take(&mut self.left);
        let end = loop {
            if let Some(at) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
                break at + 4;
            }
            self.more(&mut bytes)?;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let status: u16 = head.get(9..12).and_then(|s| s.parse().ok()).context("a status")?;
        let value = |name: &str| {
            head.lines()
                .find_map(|l| l.strip_prefix(name).map(|v| v.trim().to_owned()))
        };
        let mut body = bytes.split_off(end);
        if value("transfer-encoding:").is_some_and(|v| v == "chunked") {
            return Ok((status, self.chunks(body)?));
        }
        let length: usize = value("content-length:").map_or(Ok(0), |v| v.parse())?;
        while body.len() < length {
            self.more(&mut body)?;
        }
        self.left = body.split_off(length);
        Ok((status, body))
    }

    fn chunks(&mut self, mut bytes: Vec<u8>) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = loop {
                if let Some(at) = bytes.windows(2).position(|w| w == b"\r\n") {
                    break at;
                }
                self.more(&mut bytes)?;
            };
            let size = usize::from_str_radix(String::from_utf8_lossy(&bytes[..line]).trim(), 16)?;
            while bytes.len() < line + 2 + size + 2 {
                self.more(&mut bytes)?;
            }
            body.extend_from_slice(&bytes[line + 2..line + 2 + size]);
            bytes = bytes.split_off(line + 2 + size + 2);
            if size == 0 {
                self.left = bytes;
                return Ok(body);
            }
        }
    }

    fn more(&mut self, bytes: &mut Vec<u8>) -> Result<()> {
        let mut buffer = [0u8; 16 * 1024];
        let read = self.stream.read(&mut buffer)?;
        if read == 0 {
            bail!("the server closed the connection");
        }
        bytes.extend_from_slice(&buffer[..read]);
        Ok(())
    }
}
