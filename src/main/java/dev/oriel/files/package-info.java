/// Files that people or this program write: read as text, judged by their owners, written whole.
@NullMarked
package dev.oriel.files;

import org.jspecify.annotations.NullMarked;
