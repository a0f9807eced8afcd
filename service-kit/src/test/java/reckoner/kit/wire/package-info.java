@NullMarked
package reckoner.kit.wire;

import org.jspecify.annotations.NullMarked;
