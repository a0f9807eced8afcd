@NullMarked
package reckoner.standalone.platform;

import org.jspecify.annotations.NullMarked;
