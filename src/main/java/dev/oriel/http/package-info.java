/// HTTP as cameras speak it: one client for each run of a source, with login, redirects and certificates ruled by what the user set.
///
/// The library that speaks the protocol is Apache HttpClient; nothing outside this package knows it.
@NullMarked
package dev.oriel.http;

import org.jspecify.annotations.NullMarked;
