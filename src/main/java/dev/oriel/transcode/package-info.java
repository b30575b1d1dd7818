/// Filters: their one grammar, what each can do, and chains of them applied to pictures.
@org.jspecify.annotations.NullMarked
package dev.oriel.transcode;
