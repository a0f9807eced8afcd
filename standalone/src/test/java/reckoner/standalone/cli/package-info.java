@NullMarked
package reckoner.standalone.cli;

import org.jspecify.annotations.NullMarked;
