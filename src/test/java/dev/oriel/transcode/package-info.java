@NullMarked
package dev.oriel.transcode;

import org.jspecify.annotations.NullMarked;
