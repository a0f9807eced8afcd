@NullMarked
package reckoner.invoicing;

import org.jspecify.annotations.NullMarked;
