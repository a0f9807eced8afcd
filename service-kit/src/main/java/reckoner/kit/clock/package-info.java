/** Business time (RULES B6). */
@NullMarked
package reckoner.kit.clock;

import org.jspecify.annotations.NullMarked;
