/// Tests of certificates.
@NullMarked
package dev.oriel.tls;

import org.jspecify.annotations.NullMarked;
