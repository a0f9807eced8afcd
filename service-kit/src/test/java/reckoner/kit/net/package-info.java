@NullMarked
package reckoner.kit.net;

import org.jspecify.annotations.NullMarked;
