/** Refusals: named reasons as google.rpc status. */
@NullMarked
package reckoner.kit.refusal;

import org.jspecify.annotations.NullMarked;
