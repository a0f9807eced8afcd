/** Between the wire and the kernel's types, and the canonical form of a request (RULES C2). */
@NullMarked
package reckoner.kit.wire;

import org.jspecify.annotations.NullMarked;
