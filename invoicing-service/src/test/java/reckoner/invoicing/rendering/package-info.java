/** Looks at rendered pages. */
@NullMarked
package reckoner.invoicing.rendering;

import org.jspecify.annotations.NullMarked;
