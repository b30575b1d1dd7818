@NullMarked
package dev.oriel.ffmpeg;

import org.jspecify.annotations.NullMarked;
