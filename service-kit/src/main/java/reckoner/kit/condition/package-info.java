/** Conditions in CEL. */
@NullMarked
package reckoner.kit.condition;

import org.jspecify.annotations.NullMarked;
