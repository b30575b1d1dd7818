/// Files that people or this program write: read as text, judged by their owners, written whole; and digests of contents.
@NullMarked
package dev.oriel.files;

import org.jspecify.annotations.NullMarked;
