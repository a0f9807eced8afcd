/** Breaks the rules on purpose, to show that they bite. */
@NullMarked
package reckoner.standalone.rules.wrong;

import org.jspecify.annotations.NullMarked;
