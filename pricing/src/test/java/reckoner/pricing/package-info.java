@NullMarked
package reckoner.pricing;

import org.jspecify.annotations.NullMarked;
