@NullMarked
package reckoner.kit.refusal;

import org.jspecify.annotations.NullMarked;
