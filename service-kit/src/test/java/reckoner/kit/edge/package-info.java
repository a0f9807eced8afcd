@NullMarked
package reckoner.kit.edge;

import org.jspecify.annotations.NullMarked;
