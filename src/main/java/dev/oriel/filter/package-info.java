/// What makes other pictures of a camera's: its renditions, smaller and coarser, and its MPEG-1 stream.
@NullMarked
package dev.oriel.filter;

import org.jspecify.annotations.NullMarked;
