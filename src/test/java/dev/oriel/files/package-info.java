@NullMarked
package dev.oriel.files;

import org.jspecify.annotations.NullMarked;
