/// https of this server: which certificate it shows, and the authority of its own that signs one.
@NullMarked
package dev.oriel.tls;

import org.jspecify.annotations.NullMarked;
