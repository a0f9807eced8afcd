@NullMarked
package reckoner.kit.store;

import org.jspecify.annotations.NullMarked;
