@NullMarked
package reckoner.rating.wire;

import org.jspecify.annotations.NullMarked;
