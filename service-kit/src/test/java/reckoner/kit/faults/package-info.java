/** Networks and databases that a test can break. */
@NullMarked
package reckoner.kit.faults;

import org.jspecify.annotations.NullMarked;
