//! The session's cookies.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite, time::Duration};

use super::Kind;

/// The access token; sent with every request.
pub const ACCESS: &str = "access_token";
/// The refresh token; sent to `/auth` only.
pub const REFRESH: &str = "refresh_token";
/// The CSRF token; the page reads it and repeats it in `x-csrf-token`.
pub const CSRF: &str = "csrf_token";

/// The value of a request's cookie.
pub fn get(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .flatten()
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

/// The three cookies of a session.
pub fn set(access: String, refresh: String, csrf: String, secure: bool) -> HeaderMap {
    headers(&[
        one(ACCESS, access, "/", true, Kind::Access.lifetime().as_secs(), secure),
        one(REFRESH, refresh, "/auth", true, Kind::Refresh.lifetime().as_secs(), secure),
        one(CSRF, csrf, "/", false, Kind::Refresh.lifetime().as_secs(), secure),
    ])
}

/// The three cookies, ended.
pub fn clear(secure: bool) -> HeaderMap {
    headers(&[
        one(ACCESS, String::new(), "/", true, 0, secure),
        one(REFRESH, String::new(), "/auth", true, 0, secure),
        one(CSRF, String::new(), "/", false, 0, secure),
    ])
}

fn one(
    name: &'static str,
    value: String,
    path: &'static str,
    http_only: bool,
    seconds: i64,
    secure: bool,
) -> Cookie<'static> {
    Cookie::build((name, value))
        .path(path)
        .http_only(http_only)
        .same_site(SameSite::Strict)
        .secure(secure)
        .max_age(Duration::seconds(seconds))
        .build()
}

fn headers(cookies: &[Cookie<'static>; 3]) -> HeaderMap {
    cookies
        .iter()
        .filter_map(|cookie| HeaderValue::from_str(&cookie.to_string()).ok())
        .map(|value| (header::SET_COOKIE, value))
        .collect()
}
