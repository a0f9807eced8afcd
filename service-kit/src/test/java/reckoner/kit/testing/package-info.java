@NullMarked
package reckoner.kit.testing;

import org.jspecify.annotations.NullMarked;
