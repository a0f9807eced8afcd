@NullMarked
package reckoner.kit.formula;

import org.jspecify.annotations.NullMarked;
