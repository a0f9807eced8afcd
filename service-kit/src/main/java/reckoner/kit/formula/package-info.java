/** Formulas over decimals through a library: an adapter of the kernel's port (RULES H6). */
@NullMarked
package reckoner.kit.formula;

import org.jspecify.annotations.NullMarked;
