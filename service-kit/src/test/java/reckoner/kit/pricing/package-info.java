@NullMarked
package reckoner.kit.pricing;

import org.jspecify.annotations.NullMarked;
