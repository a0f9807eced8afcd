@NullMarked
package reckoner.standalone.calc;

import org.jspecify.annotations.NullMarked;
