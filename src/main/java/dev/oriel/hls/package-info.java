/// HTTP live streaming (RFC 8216): a playlist read, its segments fetched in time, their bytes given as streams.
@NullMarked
package dev.oriel.hls;

import org.jspecify.annotations.NullMarked;
