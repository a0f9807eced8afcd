@NullMarked
package reckoner.pricing.credit;

import org.jspecify.annotations.NullMarked;
