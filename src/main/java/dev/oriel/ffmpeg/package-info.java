/// The one place that touches the FFmpeg libraries: demux, decode, scale, rotate, filter, encode.
@NullMarked
package dev.oriel.ffmpeg;

import org.jspecify.annotations.NullMarked;
