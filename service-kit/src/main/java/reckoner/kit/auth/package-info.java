/** Who calls and what they may (RULES H2). */
@NullMarked
package reckoner.kit.auth;

import org.jspecify.annotations.NullMarked;
