/** Puts the module together. */
@NullMarked
package reckoner.workflows.wiring;

import org.jspecify.annotations.NullMarked;
